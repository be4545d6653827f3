"""Which of Danish, Swedish, Bokmål, Nynorsk and English a text is in.

Function words decide: they are what tells the Nordic languages apart in one sentence.
py3langid, held to the five languages, helps where they leave it open.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import Protocol

from extract.phrases import phrases
from warehouse.records import Block

LANGUAGES = ("da", "sv", "nb", "nn", "en")

_LANGID_CODES = {"nb": "no"}
_LETTERS = re.compile(r"[^\W\d_]+")
_ENOUGH_WORDS = 4
_MARGIN = 1.25
#: Written Danish and the two Norwegians; a document of one rarely holds blocks of another, so
#: a block must say so clearly: kroner are another currency there.
_CLOSE = frozenset({"da", "nb", "nn"})
_CLOSE_MARGIN = 1.8
_SAMPLE = 20_000
#: Less than two telling words do not turn a block away from its document's language.
_CLEAR = 2.0
#: So little text does not outweigh what a Danish or Norwegian page says of itself.
_FEW_LETTERS = 300
_NAMES = re.compile(r"[«“\"][^»”\"]{3,80}[»”\"]|(?<=[^\W\d_]\s)[A-ZÆØÅÄÖ][\w&-]+")


class _Classifier(Protocol):
    def set_languages(self, langs: list[str]) -> None: ...
    def rank(self, text: str) -> list[tuple[str, float]]: ...


@functools.cache
def _weights() -> dict[str, dict[str, float]]:
    owners: dict[str, list[str]] = {}
    for language, words in phrases("languages").items():
        for word in set(words.split()):
            owners.setdefault(word, []).append(language)
    return {
        word: dict.fromkeys(languages, 1 / len(languages) ** 2)
        for word, languages in owners.items()
    }


@functools.cache
def _classifier() -> _Classifier:
    # Loading the model costs half a second; pages with enough function words never need it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    identifier: _Classifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([_LANGID_CODES.get(code, code) for code in LANGUAGES])
    return identifier


@functools.lru_cache(maxsize=4096)  # a block is asked for the document and again for itself
def _evidence(text: str) -> tuple[dict[str, float], int]:
    """Scores of the languages and the number of words, names apart.

    Names of programmes and firms are often in another language than the sentence.
    """
    sample = _NAMES.sub(" ", text[:_SAMPLE])
    return _scores(sample), len(_LETTERS.findall(sample))


def _scores(text: str) -> dict[str, float]:
    scores = dict.fromkeys(LANGUAGES, 0.0)
    lowered = text.lower()
    for word in _LETTERS.findall(lowered):
        for language, weight in _weights().get(word, {}).items():
            scores[language] += weight
    swedish = sum(map(lowered.count, "äö"))
    west = sum(map(lowered.count, "æø"))
    scores["sv"] += 0.4 * min(swedish, 10)
    for language in ("da", "nb", "nn"):
        scores[language] += 0.25 * min(west, 10)
    return scores


def detect_language(text: str, default: str | None = None) -> str | None:
    """Language of a text.

    Args:
        text: Any length; the first 20,000 characters are read.
        default: Answer for texts too short to tell.

    Returns:
        ``da``, ``sv``, ``nb``, ``nn`` or ``en``; ``default`` where the text does not tell.
    """
    found, is_open = _by_words(text, default)
    found = _weighed(text) if is_open else found
    is_west = found == "sv" and default in _CLOSE and " og " in text
    return default if is_west else found  # no Swede writes "og"


def _by_words(text: str, default: str | None = None) -> tuple[str | None, bool]:
    """Language by the function words, and whether they leave it open."""
    sample = text[:_SAMPLE]
    scores, words = _evidence(sample)
    ranked = sorted(LANGUAGES, key=lambda language: -scores[language])
    best, second = ranked[0], ranked[1]
    if default in {None, "sv"} and best != "en" and _is_swedish(sample):
        return "sv", False
    if _are_close(best, default):
        clear = max(_CLEAR, _CLOSE_MARGIN * scores[default or best] + 1)
        if scores[best] < clear:
            return default, False
    if scores[best] >= 1 and scores[best] >= _MARGIN * scores[second] + 0.2:
        return best, False
    if words < _ENOUGH_WORDS:
        return default, False
    is_near = default in LANGUAGES and (
        scores[default] >= 0.8 * scores[best] or scores[best] < _CLEAR
    )
    return default, not is_near


def _weighed(text: str) -> str:
    """Language by the words and, as half of the evidence, by langid's opinion."""
    sample = text[:_SAMPLE]
    scores, _ = _evidence(sample)
    guesses = dict(_classifier().rank(sample))
    top = max(scores.values()) or 1.0
    evidence = {
        item: guesses.get(_LANGID_CODES.get(item, item), 0.0) + scores[item] / top
        for item in LANGUAGES
    }
    return max(LANGUAGES, key=evidence.__getitem__)


def _is_swedish(text: str) -> bool:
    """Whether a text has the letters and the "and" of Swedish, and none of its neighbours'."""
    lowered = text.lower()
    return (
        " och " in lowered and any(map(lowered.count, "äö")) and not any(map(lowered.count, "æø"))
    )


def _are_close(found: str, default: str | None) -> bool:
    """Whether a sentence of one is easily taken for the other: they share most short words."""
    return default != found and {found, default} <= _CLOSE


def detect_document_language(blocks: Iterable[Block], declared: str | None) -> str:
    """Language of a whole document; the declared one decides only where the text does not.

    Args:
        blocks: The content.
        declared: The file's own declaration (``nb-NO``, ``no``), if any.
    """
    hint = normalise_language(declared)
    votes = dict.fromkeys(LANGUAGES, 0)
    listed = list(blocks)
    unclear: list[str] = []
    undecided = 0
    for block in listed:
        found, is_open = _by_words(block.text) if block.kind != "cell" else (None, False)
        if is_open:
            unclear.append(block.text)
            undecided += len(block.text)
        elif found:
            votes[found] += len(block.text)
        if sum(votes.values()) + undecided > _SAMPLE:
            break
    # Where the unclear blocks cannot turn the vote, nobody weighs them: that takes long.
    if len({_elected({**votes, item: votes[item] + undecided}, hint) for item in LANGUAGES}) > 1:
        for text in unclear:
            votes[_weighed(text)] += len(text)
    elected = _elected(votes, hint)
    if elected:
        return elected
    # Slides and lists of short lines say it only together.
    together = " ".join(block.text for block in listed)[:_SAMPLE]
    return detect_language(together, hint) or hint or "en"


def _elected(votes: dict[str, int], hint: str | None) -> str | None:
    """The language with the most letters; the declared one where its neighbour leads by few."""
    norwegian = votes["nb"] + votes["nn"]
    weights = {**votes, "nb": norwegian, "nn": norwegian}  # short blocks tell them apart badly
    best = max(LANGUAGES, key=lambda item: (weights[item], votes[item], item == hint))
    if hint and _are_close(best, hint) and weights[best] - weights[hint] < _FEW_LETTERS:
        return hint
    return best if votes[best] else None


def normalise_language(code: str | None) -> str | None:
    """One of our five codes for a BCP 47 tag; ``no`` is Bokmål; None for anything else."""
    if not code:
        return None
    primary = code.strip().lower().replace("_", "-").split("-")[0]
    primary = {"no": "nb"}.get(primary, primary)
    return primary if primary in LANGUAGES else None
