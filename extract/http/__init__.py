"""Manners and mechanics of asking for documents over HTTP; ``extract.client`` joins them."""
