"""What the patches of both flavours share."""
