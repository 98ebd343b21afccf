"""The expression language: one tree, two ways to write it."""
