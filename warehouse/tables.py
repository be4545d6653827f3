"""Every table of the contract, once. Schema, DDL, dictionary and expectations derive from it."""

from warehouse.fields import FIELDS
from warehouse.schema import Reference, Table, columns

#: major.minor of the contract: minor for additions, major for anything a reader could trip on.
SCHEMA_VERSION = "2.0"


def _table(
    group: str,
    name: str,
    description: str,
    fields: str,
    *,
    key: str,
    refs: dict[str, str] | None = None,
    may_be_empty: bool = False,
    key_is_indexed: bool = True,
) -> Table:
    return Table(
        name=name,
        group=group,
        description=description,
        columns=columns(FIELDS, fields.split()),
        key=tuple(key.split()),
        references=tuple(
            Reference(tuple(names.split()), target) for names, target in (refs or {}).items()
        ),
        may_be_empty=may_be_empty,
        key_is_indexed=key_is_indexed,
    )


_PROOF = {"capture_id": "capture", "source_id": "source"}

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        # provenance ------------------------------------------------------------------
        _table(
            "provenance", "source", "One source: who publishes it, under which terms, how it fared in this release.",
            "source_id title publisher jurisdiction_code kind landing_url licence licence_url? attribution cadence "
            "state state_detail? record_count",
            key="source_id",
        ),
        _table(
            "provenance", "capture", "One retrieved or transcribed document that this release rests on.",
            "capture_id source_id url captured_at method sha256 media_type byte_count as_of? note?",
            key="capture_id", refs={"source_id": "source"},
        ),
        _table(
            "provenance", "statement", "One sourced, dated claim about one entity.",
            "statement_id entity_id property statement.value qualifier? valid_from? valid_to? date_precision as_of? "
            "as_of_precision? confidence source_id capture_id locator statement_url? detail?",
            key="statement_id", refs=_PROOF,
        ),
        _table(
            "provenance", "release", "The release itself: one row.",
            "release_id schema_version built_from created_at release.reference_date previous_release_id?",
            key="release_id",
        ),
        _table(
            "provenance", "change", "What was added, removed or changed since the release before.",
            "table_name row_key change_kind column_name? value_before? value_after?",
            key="", may_be_empty=True,
        ),
        _table(
            "provenance", "data_quality", "One quality rule's result for one table of this release.",
            "rule_code table_name rule_description severity success unexpected_count checked_count examples? release_id",
            key="rule_code table_name",
        ),
        # registry --------------------------------------------------------------------
        _table(
            "registry", "cluster", "One cluster: the best current value of each property.",
            "cluster_id country_code name entity_kind? region_code? place? website? start_year? end_year? status "
            "sector? host_organisation? own_body_statement_id? first_seen_date? last_seen_date?",
            key="cluster_id", refs={"own_body_statement_id": "statement"},
        ),
        _table(
            "registry", "cluster_existence", "Whether a cluster existed: one state after the other, with its proof.",
            "cluster_id cluster_existence.state cluster_existence.valid_from? valid_to? existence_rule statement_id last_seen_date?",
            key="cluster_id state",
            refs={"cluster_id": "cluster", "statement_id": "statement", "existence_rule": "existence_rule"},
        ),
        _table(
            "registry", "cluster_name", "A name a cluster goes or went by.",
            "cluster_id name name_kind cluster_name.valid_from? valid_to? first_seen_date? last_seen_date? statement_id",
            key="cluster_id name", refs={"cluster_id": "cluster", "statement_id": "statement"},
        ),
        _table(
            "registry", "cluster_identifier", "An identifier of a cluster in some scheme.",
            "cluster_id scheme identifier match_method match_score statement_id is_struck_off",
            key="cluster_id scheme identifier", refs={"cluster_id": "cluster", "statement_id": "statement"},
        ),
        _table(
            "registry", "programme", "A programme that clusters take part in.",
            "programme_id country_code name operator? valid_from? valid_to? date_precision website?",
            key="programme_id",
        ),
        _table(
            "registry", "participation", "A cluster's time in a programme at a level.",
            "cluster_id programme_id level event? brand? valid_from? valid_to? date_precision statement_id "
            "valid_to_basis? valid_to_statement_id?",
            key="statement_id",
            refs={"cluster_id": "cluster", "programme_id": "programme", "statement_id": "statement"},
        ),
        _table(
            "registry", "programme_level", "A level of a programme: the years in which stays at it ran, and how long one may last.",
            "programme_id level level_name max_years? programme_level.valid_from? valid_to? url",
            key="programme_id level",
        ),
        _table(
            "registry", "label_award", "An ECEI label awarded to a cluster.",
            "cluster_id label awarded? valid_until? label_award.date_precision issuer? score_pct? statement_id",
            key="statement_id", refs={"cluster_id": "cluster", "statement_id": "statement"},
        ),
        _table(
            "registry", "member_count", "How many members a cluster had, by whom and when said.",
            "cluster_id as_of? member_count qualifier? statement_id as_of_precision? counted?",
            key="statement_id", refs={"cluster_id": "cluster", "statement_id": "statement"},
        ),
        _table(
            "registry", "succession", "A rename, merger, split, continuation or end.",
            "predecessor_id successor_id? succession_kind event_date? succession.date_precision statement_id predecessor_name? "
            "successor_name?",
            key="statement_id", refs={"statement_id": "statement"},
        ),
        _table(
            "registry", "organisation", "An organisation that hosts or is host to clusters; not a cluster itself.",
            "organisation_id country_code name",
            key="organisation_id",
        ),
        _table(
            "registry", "organisation_identifier", "An identifier of an organisation in some scheme.",
            "organisation_id scheme identifier match_method match_score statement_id is_struck_off",
            key="organisation_id scheme identifier",
            refs={"organisation_id": "organisation", "statement_id": "statement"}, may_be_empty=True,
        ),
        _table(
            "registry", "cluster_industry", "An industry that a cluster works in: a sector of the closed list, and a NACE code where that says more.",
            "cluster_id industry_rank sector_code nace_code? weight? cluster_industry.basis reason statement_id",
            key="cluster_id industry_rank",
            refs={"cluster_id": "cluster", "sector_code": "sector", "statement_id": "statement"},
        ),
        _table(
            "registry", "cluster_host", "An organisation that runs or hosts a cluster, or did.",
            "cluster_id organisation_id valid_from? valid_to? date_precision as_of? statement_id",
            key="cluster_id organisation_id statement_id",
            refs={"cluster_id": "cluster", "organisation_id": "organisation", "statement_id": "statement"},
        ),
        _table(
            "registry", "identity_match", "How a name that a source prints was taken to mean an entity.",
            "entity_id country_code name source_id match_method match_score matched_name? corroborated_by? capture_id "
            "locator",
            key="source_id country_code name entity_id capture_id locator", refs=_PROOF,
        ),
        _table(
            "registry", "match_candidate", "Two that were compared and not joined: names that are alike, or a unit that may fit.",
            "entity_id country_code name candidate_id matched_name match_method match_score note",
            key="entity_id name candidate_id", may_be_empty=True,
        ),
        _table(
            "registry", "control_total", "A total that a publisher states, against what the tables hold.",
            "control_id country_code title period programme_ids on_date? published_count found_count open_ended_count gap_count url note?",
            key="control_id",
        ),
        _table(
            "registry", "control_cluster", "Every cluster that was ever in what a published total counts, and why it is counted or not.",
            "control_id cluster_id counting control_cluster.valid_from? valid_to? statement_id",
            key="control_id cluster_id",
            refs={"control_id": "control_total", "cluster_id": "cluster", "statement_id": "statement"},
        ),
        _table(
            "reference", "existence_rule", "What makes a cluster exist, end, or be unknown, and how long a sighting carries.",
            "existence_rule carries_months? rule_reason",
            key="existence_rule",
        ),
        # strategy --------------------------------------------------------------------
        _table(
            "strategy", "strategy", "A strategy or policy document.",
            "strategy_id country_code title publisher valid_from_year? valid_to_year? language published_date? "
            "strategy.date_precision url data_year? edition_year? scope? series? source_id capture_id",
            key="strategy_id", refs=_PROOF,
        ),
        _table(
            "strategy", "strategy_area", "An area a strategy names, in its order.",
            "strategy_id area_type position area_name cluster_id? has_cluster_effort? statement_url? locator capture_id",
            key="strategy_id area_type position",
            refs={"strategy_id": "strategy", "capture_id": "capture", "cluster_id": "cluster"},
        ),
        _table(
            "strategy", "strategy_target", "A quantified (or stated) aim of a strategy.",
            "strategy_id position indicator comparator? target_value? target_value_max? unit? target_year? "
            "baseline_value? baseline_year? period? mark_number? locator sentence confidence_score capture_id",
            key="strategy_id position", refs={"strategy_id": "strategy", "capture_id": "capture"},
        ),
        _table(
            "strategy", "strategy_figure", "A number a strategy document reports as fact.",
            "strategy_id position indicator qualifier? strategy_figure.value value_max? unit? year? locator sentence "
            "confidence_score capture_id",
            key="strategy_id position", refs={"strategy_id": "strategy", "capture_id": "capture"},
        ),
        _table(
            "strategy", "target_progress", "A target and a later figure of the same indicator, and whether they compare.",
            "strategy_id position indicator target_value target_year? figure_strategy_id figure_position figure_value "
            "figure_year? is_comparable reason attainment_pct? verdict verdict_reason",
            key="strategy_id position figure_strategy_id figure_position",
            refs={"strategy_id position": "strategy_target", "figure_strategy_id figure_position": "strategy_figure"},
            may_be_empty=True,
        ),
        _table(
            "strategy", "document_change", "What changed in a document's content between two captures of one page.",
            "source_id url from_capture_id to_capture_id change_number document_change_kind block_kind? text_before? "
            "text_after? similarity? locator_before? locator_after?",
            key="to_capture_id change_number",
            refs={"source_id": "source", "to_capture_id": "capture"}, may_be_empty=True,
        ),
        _table(
            "strategy", "quality_indicator", "One quality indicator of the European Cluster Excellence Initiative.",
            "indicator_number title section page? in_silver_audit? in_gold_audit? locator capture_id",
            key="indicator_number", refs={"capture_id": "capture"},
        ),
        _table(
            "strategy", "survey_finding", "One ranked answer of a survey among cluster leaders.",
            "survey_id question rank answer respondent_count? invited_count? locator capture_id",
            key="survey_id question rank", refs={"capture_id": "capture"},
        ),
        # statistics ------------------------------------------------------------------
        _table(
            "statistics", "stat_table", "A statistical table of an agency, as captured.",
            "stat_table_id source_id title source_updated_at? period_first period_last cell_count note? capture_id",
            key="stat_table_id capture_id", refs=_PROOF,
        ),
        _table(
            "statistics", "observation", "One cell of a statistical table, in the source's own codes.",
            "stat_table_id region_code industry_code period measure other_dimensions observation.value? raw_status? "
            "obs_status unit capture_id",
            key="stat_table_id measure period region_code industry_code other_dimensions capture_id",
            refs={"capture_id": "capture"},
            key_is_indexed=False,
        ),
        _table(
            "statistics", "stat_table_code", "A code of a captured table's dimension, with the source's own label.",
            "stat_table_id dimension_name code code_name capture_id",
            key="stat_table_id capture_id dimension_name code", refs={"capture_id": "capture"},
        ),
        _table(
            "statistics", "employment", "Persons employed by region and industry, harmonised; view employment_named adds the names.",
            "country_code region_code region_vintage region_level industry_code nace_revision year persons? persons_lower? "
            "persons_upper? basis obs_status is_break is_additive stat_table_id capture_id",
            key="stat_table_id basis region_code industry_code year", refs={"capture_id": "capture"},
            key_is_indexed=False,
        ),
        _table(
            "statistics", "regional_measure", "Value added and other figures by region and industry, harmonised.",
            "country_code region_code region_vintage region_level industry_code nace_revision year measure "
            "regional_measure.value? unit obs_status is_break is_additive stat_table_id capture_id",
            key="stat_table_id measure region_code industry_code year", refs={"capture_id": "capture"},
        ),
        _table(
            "statistics", "population", "Inhabitants of a country or region on a day, harmonised.",
            "country_code region_code region_vintage region_level year reference_date persons obs_status stat_table_id capture_id",
            key="stat_table_id region_code reference_date", refs={"capture_id": "capture"},
        ),
        _table(
            "statistics", "specialisation", "Location quotient and companions of one industry in one region.",
            "country_code region_code region_vintage region_level industry_code nace_revision year location_quotient? lq_lower? "
            "lq_upper? base reference_area size_share? focus_share? growth_pct? persons? basis is_additive stat_table_id",
            key="stat_table_id basis region_code industry_code year",
            key_is_indexed=False,
        ),
        _table(
            "statistics", "shift_share", "Change of persons over a span of years, in three parts that add up to it.",
            "country_code region_code region_vintage industry_code nace_revision from_year year persons_before persons "
            "persons_change national_effect mix_effect competitive_effect reference_area basis stat_table_id",
            key="stat_table_id basis region_code industry_code from_year year",
            key_is_indexed=False,
        ),
        # reference -------------------------------------------------------------------
        _table(
            "reference", "preferred_series", "Of several statistical tables for one country, the one to use, by measure and years.",
            "country_code measure preferred_series.industry_level first_year last_year? stat_table_id reason",
            key="country_code measure industry_level first_year",
        ),
        _table(
            "reference", "region", "A region of one vintage.",
            "region_code vintage region_level region_name country_code parent_code? national_code? valid_from_year? "
            "valid_to_year?",
            key="vintage region_code",
        ),
        _table(
            "reference", "region_crosswalk", "How a region of one vintage maps to another vintage.",
            "from_vintage from_code to_vintage to_code relation note?",
            key="from_vintage from_code to_vintage to_code",
        ),
        _table(
            "reference", "region_boundary", "The outline of a region, for maps.",
            "region_code vintage geometry_geojson capture_id",
            key="vintage region_code", refs={"capture_id": "capture", "vintage region_code": "region"},
        ),
        _table(
            "reference", "industry", "An industry class of NACE, or an aggregate that a source publishes.",
            "industry_code nace_revision industry_name industry_level parent_code?",
            key="nace_revision industry_code",
        ),
        _table(
            "reference", "aggregate_division", "Which divisions of NACE lie in an aggregate that a source publishes.",
            "industry_code division_code is_whole is_named",
            key="industry_code division_code",
        ),
        _table(
            "reference", "industry_crosswalk", "How an agency's own industry code, or label, maps to ours.",
            "scheme_name from_code industry_code? nace_revision industry_role parent_code? note?",
            key="scheme_name from_code",
        ),
        _table(
            "reference", "sector", "A sector of the closed list: the European cluster platform's industrial ecosystems, and few of our own.",
            "sector_code name is_own note",
            key="sector_code",
        ),
        _table(
            "reference", "sector_industry", "Which industries a sector holds; weights only where a source states them.",
            "sector_code nace_revision industry_code weight? sector_industry.basis reason",
            key="sector_code nace_revision industry_code",
            refs={"sector_code": "sector", "nace_revision industry_code": "industry"},
        ),
        _table(
            "reference", "industry_word", "A word that people ask by, and what it means: a sector, or industries of NACE Rev. 2.",
            "word language industry_word.scheme code",
            key="word language scheme code",
        ),
        _table(
            "reference", "status_map", "What an agency's symbol or flag means, as an SDMX observation status.",
            "agency_code symbol obs_status precedence code_name",
            key="agency_code symbol",
        ),
        _table(
            "reference", "code_list", "The codes of a closed vocabulary and what they mean.",
            "scheme_name code code_name",
            key="scheme_name code",
        ),
    )
}
