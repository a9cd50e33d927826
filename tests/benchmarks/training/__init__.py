"""Training the reader and the check: `train_reader`, `train_check`, and the sets that they read."""
