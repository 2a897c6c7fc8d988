"""Carries out jobs: in processes of their own, under the server itself or under `radha worker`."""
