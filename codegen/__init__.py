"""One OpenAPI document in, two matching Python clients out."""
