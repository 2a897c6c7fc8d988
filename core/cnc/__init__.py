"""From placed parts to proved machine programs."""
