"""What patches of both flavours share: all that decides, nothing that waits."""
