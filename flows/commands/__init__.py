"""The commands of `nordic-clusters`, one module each; heavy imports happen inside them."""
