"""Research requests and their answers: asked without anybody's data, written, reviewed by another, issued for good."""
