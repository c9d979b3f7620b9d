"""The shape of a pack: what each TOML file may say. One module per subject."""
