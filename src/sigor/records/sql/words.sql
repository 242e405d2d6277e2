-- Spanish words without accents or endings, so that «auditorias» finds «auditoría»; every host gives the same.

DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_ts_config WHERE cfgname = 'sigor_es' AND cfgnamespace = 'public'::regnamespace) THEN
        CREATE TEXT SEARCH CONFIGURATION public.sigor_es (COPY = pg_catalog.spanish);
        ALTER TEXT SEARCH CONFIGURATION public.sigor_es
            ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part
            WITH unaccent, spanish_stem;
    END IF;
END
$$;

-- The words of a title weigh more than those of a text, of which the beginning is enough.
CREATE OR REPLACE FUNCTION public.sigor_words(title text, body text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT setweight(to_tsvector('public.sigor_es'::regconfig, left(coalesce(title, ''), 2000)), 'A')
        || setweight(to_tsvector('public.sigor_es'::regconfig, left(coalesce(body, ''), 200000)), 'B')
$$;
