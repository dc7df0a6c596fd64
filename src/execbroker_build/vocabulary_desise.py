# SPDX-License-Identifier: Apache-2.0
"""The vocabularies in the JSON that the IVOA calls desise, with additions of our own."""

from execbroker.vocabulary_files import Vocabulary


def to_desise(vocabulary: Vocabulary) -> dict[str, object]:
    """Return the desise form of a vocabulary without problems, as a JSON value in the order of the file.

    A flag is set by the presence of its key. What begins with ``x-`` are our additions to the format.
    """
    terms: dict[str, dict[str, object]] = {}
    for term in vocabulary.terms:
        entry: dict[str, object] = {"label": term.label, "description": term.description}
        entry |= {"wider": list(term.wider), "narrower": list(term.narrower)}
        entry |= {flag: "" for flag in ("deprecated", "preliminary") if getattr(term, flag)}
        entry |= {} if term.use_instead is None else {"useInstead": term.use_instead}
        entry |= {"x-grouping": ""} if term.grouping else {}
        ours = {"x-aliases": dict(term.aliases), "x-synonyms": list(term.synonyms)}
        ours["x-properties"] = dict(term.properties)
        terms[term.term] = entry | {key: value for key, value in ours.items() if value}
    head: dict[str, object] = {"uri": vocabulary.uri}
    head |= {"flavour": vocabulary.flavour.removesuffix(" CSV"), "x-title": vocabulary.title}
    head |= {"x-date": vocabulary.timestamp, "x-licence": vocabulary.licence, "x-source": vocabulary.source}
    head |= {
        "x-separator": None if vocabulary.separator == "#" else vocabulary.separator,
        "x-pattern": vocabulary.pattern,
    }
    return {key: value for key, value in head.items() if value is not None} | {"terms": terms}
