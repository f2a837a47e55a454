"""How often each feature occurs in each kind of schema, in percent.

The shares follow a count over 1,879 real schemas: of models' parameters (`generation`), tools, configuration
files and forms. What was counted without telling the kinds apart is spread over those where it belongs.
"""

KINDS = {"generation": 54, "tool": 40, "config": 42, "form": 64}
"""How many schemas are made of each kind."""

_COLUMNS = {
    # feature: generation, tool, config, form
    "title": (100, 30, 65, 95),
    "description": (100, 100, 100, 65),
    "required": (55, 60, 20, 65),
    "default": (98, 28, 65, 28),
    "order": (60, 0, 0, 8),
    "deprecated": (2, 0, 5, 0),
    "closed": (0, 35, 30, 0),
    "untyped": (0, 0, 2, 0),
    "wrapped_enum": (38.5, 0, 2.3, 0.8),
    "enum": (8, 18, 18, 25),
    "enum_of_others": (2, 0, 4, 2),
    "labelled": (0, 0.9, 6.5, 2.6),
    "enum_names": (0, 0.3, 0, 6.1),
    "const": (0, 4, 6, 8),
    "slider": (54, 12, 12, 10),
    "minimum": (6, 6, 6, 4),
    "exclusive": (2, 2, 3, 2),
    "steps": (4, 0, 0, 0),
    "min_length": (0, 6, 8, 12),
    "max_length": (4, 2, 4, 18),
    "pattern": (1, 5, 16, 16),
    "uri": (47.7, 3, 2, 3),
    "email": (0, 2, 0, 11),
    "date": (0, 3, 0, 9),
    "date_time": (0, 3, 3, 5),
    "rare_format": (4, 2, 5, 6),
    "examples": (6, 2, 3, 1),
    "read_only": (0, 0, 1, 4),
    "write_only": (2, 0, 0, 1),
    "null_type": (0, 0, 3, 1),
    "nullable_any_of": (13.3, 0.9, 9.3, 0.5),
    "nullable_type": (0, 0, 8.6, 2.4),
    "type_list": (0, 0, 6, 0.5),
    "no_type": (0.2, 1.7, 10.3, 8.3),
    "free": (7.8, 2, 16.4, 8.1),
    "not_this": (0, 0, 6, 5),
    "section": (0, 3, 24, 12),
    "repeated": (0, 0, 6, 5),
    "nested": (0, 12, 10, 14),
    "local_ref": (12, 0, 20, 8),
    "ref_beside": (4, 0, 10, 5),
    "scalars": (3.9, 5, 14, 2),
    "min_items": (0, 2, 4, 4),
    "max_items": (3, 1, 1, 2),
    "unique_items": (0, 1, 2, 1),
    "records": (3.5, 3.7, 19.7, 12.9),
    "loose_list": (0, 1, 3, 1),
    "lists_of_lists": (1, 0, 2, 1),
    "multi_select": (0, 5.7, 6, 7.1),
    "map_of_texts": (0, 0, 17.1, 1.3),
    "pattern_properties": (0, 0, 8, 1.5),
    "one_of": (0.5, 0.6, 24, 13),
    "any_of": (1.3, 0.5, 17, 4),
    "recursive": (0, 0, 7.6, 1.3),
    "foreign_ref": (0, 0, 3, 3.4),
    "tuples": (0, 0, 0.5, 1.6),
    "condition": (0, 0, 3, 4),
    "conditions": (0, 0, 1.3, 1),
    "dependent_required": (0, 0, 0.3, 0.6),
    "dependent_schemas": (0, 0, 0, 0.6),
    "all_of_merge": (0, 0, 4, 3),
    "required_sets": (0, 2, 2, 0.5),
}

MIX = {
    kind: {feature: column[at] for feature, column in _COLUMNS.items() if column[at]}
    for at, kind in enumerate(KINDS)
}
"""The percentage of each feature, by kind."""
