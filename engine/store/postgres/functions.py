"""The functions that SQLite has and PostgreSQL has not, for the engine's SQL.

A JSON text may hold what no text of PostgreSQL can: `\\u0000` and halves of surrogate pairs. It is stored
as it is; what is taken out of it here has U+FFFD in such a place.
"""

FUNCTIONS = r"""
CREATE OR REPLACE FUNCTION instr(haystack text, needle text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT strpos(haystack, needle)';

CREATE OR REPLACE FUNCTION json_sound(body text) RETURNS json
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN body !~ '\\u(0000|[dD][89a-fA-F])' THEN body ELSE
    regexp_replace(
        regexp_replace(
            -- An escaped backslash ends before what follows it begins.
            regexp_replace(body, '(?<!\\)((?:\\\\)*)\\u0000', '\1\\ufffd', 'g'),
            '(\\u[dD][89abAB][0-9a-fA-F]{2})(?!\\u[dD][c-fC-F])', '\\ufffd', 'g'),
        '(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}', '\\ufffd', 'g')
    END::json
$$;

CREATE OR REPLACE FUNCTION json_path(path text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN path = '$' THEN '{}'::text[] ELSE string_to_array(substr(path, 3), '.') END
$$;

CREATE OR REPLACE FUNCTION json_extract(body text, path text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE json_typeof(part) WHEN 'boolean' THEN CASE part::text WHEN 'true' THEN '1' ELSE '0' END
    ELSE part #>> '{}' END
FROM (SELECT json_sound(body) #> json_path(path) AS part) AS found
$$;

CREATE OR REPLACE FUNCTION json_extract(body text, first text, VARIADIC others text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT '[' || string_agg(COALESCE((sound #> json_path(path))::text, 'null'), ',' ORDER BY place) || ']'
FROM json_sound(body) AS sound, unnest(first || others) WITH ORDINALITY AS wanted (path, place)
$$;

CREATE OR REPLACE FUNCTION json_kind(part json) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE json_typeof(part)
    WHEN 'string' THEN 'text'
    WHEN 'boolean' THEN part::text
    WHEN 'number' THEN CASE WHEN part::text ~ '[.eE]' THEN 'real' ELSE 'integer' END
    ELSE json_typeof(part) END
$$;

CREATE OR REPLACE FUNCTION json_type(body text, path text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT json_kind(json_sound(body) #> json_path(path))';

CREATE OR REPLACE FUNCTION json_valid(body text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    PERFORM body::json;
    RETURN true;
EXCEPTION WHEN others THEN
    RETURN false;
END
$$;

-- The items of an array or an object: value is a text also where it was a number.
CREATE OR REPLACE FUNCTION json_each(body text) RETURNS SETOF json_item
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE ROWS 50 AS $$
DECLARE
    whole json := json_sound(body);
BEGIN
    IF json_typeof(whole) = 'array' THEN
        RETURN QUERY SELECT (place - 1)::text COLLATE "C", json_extract(part::text, '$') COLLATE "C",
                            json_kind(part), place
                     FROM json_array_elements(whole) WITH ORDINALITY AS found (part, place);
    ELSE
        RETURN QUERY SELECT key COLLATE "C", json_extract(part::text, '$') COLLATE "C",
                            json_kind(part), place
                     FROM json_each(whole) WITH ORDINALITY AS found (key, part, place);
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION keep_ids() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    counter text := pg_get_serial_sequence(format('%I.%I', TG_TABLE_SCHEMA, TG_TABLE_NAME), 'id');
    newest bigint;
    used bigint;
BEGIN
    SELECT MAX(id) INTO newest FROM added;
    EXECUTE format('SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM %s', counter) INTO used;
    IF newest > used THEN
        PERFORM setval(counter, newest);
    END IF;
    RETURN NULL;
END
$$
"""

JSON_ITEM = 'CREATE TYPE json_item AS (key text COLLATE "C", value text COLLATE "C", type text, id bigint)'

# What SQLite knows of ids that were used, for imports.
COUNTERS = """
CREATE OR REPLACE VIEW sqlite_sequence AS
SELECT 'records' AS name, CASE WHEN is_called THEN last_value ELSE 0 END AS seq FROM records_id_seq
"""
