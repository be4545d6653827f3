"""Manners and mechanics of asking for documents over HTTP; ``extract.http.client`` joins them."""
