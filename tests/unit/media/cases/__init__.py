"""Cases of each kind of media, one file each: `FAMILY` is what `media_cases` gathers."""
