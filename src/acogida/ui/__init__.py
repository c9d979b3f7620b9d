"""The design system: base templates, components, static files, menu and search registries."""
