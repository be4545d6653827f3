-- The legal entities of the nightly file of Enhetsregisteret, an array of a million objects that is
-- read as a stream. Sole proprietorships are left out.
SELECT
    coalesce(organisasjonsnummer, error('an entity without number')) AS organisation_number,
    coalesce(navn, error('an entity without name')) AS name,
    coalesce(organisasjonsform.kode, error('an entity without form')) AS form_code,
    hjemmeside AS website,
    forretningsadresse.kommunenummer AS municipality_code,
    naeringskode1.kode AS industry_code,
    institusjonellSektorkode.kode AS sector_code,
    antallAnsatte AS employee_count,
    harRegistrertAntallAnsatte AS has_employees,
    registreringsdatoEnhetsregisteret AS registered_on,
    stiftelsesdato AS founded_on,
    -- The lines of a text, each once.
    nullif(array_to_string(list_filter(
        vedtektsfestetFormaal, lambda line, n: list_position(vedtektsfestetFormaal, line) = n
    ), ' '), '') AS purpose,
    nullif(array_to_string(list_filter(
        aktivitet, lambda line, n: list_position(aktivitet, line) = n
    ), ' '), '') AS activity,
    overordnetEnhet AS parent_number,
    coalesce(konkurs, false) AS is_bankrupt,
    coalesce(underAvvikling, false)
        OR coalesce(underTvangsavviklingEllerTvangsopplosning, false) AS is_winding_up,
    sisteInnsendteAarsregnskap AS accounts_year
FROM read_json(
    $path,
    format = 'array',
    compression = $compression,
    columns = {
        organisasjonsnummer: 'VARCHAR',
        navn: 'VARCHAR',
        organisasjonsform: 'STRUCT(kode VARCHAR)',
        hjemmeside: 'VARCHAR',
        forretningsadresse: 'STRUCT(kommunenummer VARCHAR)',
        naeringskode1: 'STRUCT(kode VARCHAR)',
        institusjonellSektorkode: 'STRUCT(kode VARCHAR)',
        antallAnsatte: 'INTEGER',
        harRegistrertAntallAnsatte: 'BOOLEAN',
        registreringsdatoEnhetsregisteret: 'DATE',
        stiftelsesdato: 'DATE',
        vedtektsfestetFormaal: 'VARCHAR[]',
        aktivitet: 'VARCHAR[]',
        overordnetEnhet: 'VARCHAR',
        konkurs: 'BOOLEAN',
        underAvvikling: 'BOOLEAN',
        underTvangsavviklingEllerTvangsopplosning: 'BOOLEAN',
        sisteInnsendteAarsregnskap: 'INTEGER'
    }
)
WHERE organisasjonsform.kode IS NULL OR NOT list_contains($personal_forms, organisasjonsform.kode)
