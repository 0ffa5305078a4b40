"""Names in Python that no model and no field of the document can have."""

from __future__ import annotations

MODEL_NAMES = frozenset(
    {
        "Annotated",
        "Any",
        "Base64Bytes",
        "Base64UrlBytes",
        "BoolString",
        "ByTag",
        "Decimal",
        "Discriminator",
        "Field",
        "FloatString",
        "HttpDate",
        "IntString",
        "Literal",
        "Model",
        "None",
        "OpenFloatEnum",
        "OpenIntEnum",
        "OpenModel",
        "OpenStrEnum",
        "SecondsDuration",
        "TYPE_CHECKING",
        "Tag",
        "TypeAlias",
        "TypeAliasType",
        "UUID",
        "UnixTime",
        "Upload",
    }
)
"""Names that the modules of models use themselves."""

FIELD_NAMES = frozenset(
    {
        "construct",
        "copy",
        "dict",
        "from_orm",
        "json",
        "parse_file",
        "parse_obj",
        "parse_raw",
        "schema",
        "schema_json",
        "update_forward_refs",
        "validate",
        "model_computed_fields",
        "model_config",
        "model_construct",
        "model_copy",
        "model_dump",
        "model_dump_json",
        "model_extra",
        "model_fields",
        "model_fields_set",
        "model_json_schema",
        "model_parametrized_name",
        "model_post_init",
        "model_rebuild",
        "model_validate",
        "model_validate_json",
        "model_validate_strings",
    }
)
"""Members of `pydantic.BaseModel`, which a field would hide."""
