from referencing.jsonschema import SchemaRegistry

REGISTRY: SchemaRegistry
