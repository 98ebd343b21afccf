"""What a cell shows. Nothing here is imported until something is shown."""
