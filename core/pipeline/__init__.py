"""The main job from end to end: a batch goes in, proved machine programs come out."""
