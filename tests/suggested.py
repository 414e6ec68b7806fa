"""What the tests of suggestions share: a vocabulary, and what is said and why."""

from __future__ import annotations

from tests.support import vocabulary

WORDS = vocabulary(
    themes={
        "rural": {"label": "Rural schools", "definition": "Schools in villages."},
        "teachers": {"label": "Teachers"},
        "water": {"label": "Water", "definition": "Rivers and wells."},
    },
    issuers={
        "ministry": {"label": "Ministry of Education", "short": "MoE", "original": "教育部"},
        "bureau": {"label": "Consumer Financial Protection Bureau"},
    },
    events={
        "study": {"label": "Fifth collective study of the council", "date": "2023-05-29"},
        "study-2024": {"label": "Sixth collective study of the council", "date": "2024-05-29"},
        "letter": {"label": "Letter to the students of Northern University", "date": "2023-07", "theme": ["teachers"]},
        "congress": {"label": "20th Congress of the Union of Learners", "date": ""},
        "visit": {"label": "省长视察北京育英学校", "date": "2023-05-31"},
    },
    documents={
        "tasks": {
            "label": "Key Tasks for the Construction of a Learning Society",
            "original": "学习型社会建设重点任务",
        },
        "plan": {"label": "Plan for Village Schools (2023-2025)"},
    },
    terms={
        "learning-city": {"label": "learning city", "original": "学习型城市"},
        "big": {"label": "“Mr. Big” (great teacher)"},
        "power": {"label": "strong country in education", "definition": "Also “educational power”."},
        "centre": {"label": "county community learning centre"},
    },
)


def said(found, field):
    """What is suggested of a kind, by the words that are quoted."""
    return {
        one.annotation.quote: getattr(one.annotation, field)
        for one in found.annotations
        if getattr(one.annotation, field)
    }


def why(found, field):
    return "; ".join(why for one in found.annotations for what, why in one.reasons if what.startswith(field))
