"""One file per backend, all behind the small `Model` protocol of `base`."""
