"""Read and write JSON text and folders of JSON files."""
