"""The lines that the commands print for machines: one JSON object each, with the fields that other programs rely on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from corpus.article import Article, ArticleSummary
from corpus.golden_store import KeptQuestion
from corpus.language import Language
from corpus.message import Message
from corpus.relation import Relation
from ingest.report import FileReport, Outcome
from search.evaluation import Evaluation
from search.judgement import GoldenFigures, HeldBack
from search.related import RelatedArticle
from search.result import Hit, SearchResult

Line = dict[str, Any]


def file_line(report: FileReport) -> Line:
    """A file that was taken in."""
    return asdict(report)


def kept_file_line(report: FileReport) -> Line:
    """The same to be kept with a job, so that its reason can be said in every language later."""
    return {**file_line(report), "reason": report.reason.to_json()}


def read_file_line(line: Line) -> FileReport:
    """The report that a job has kept; one of an older Mentorbase has its reason in English."""
    language = Language(line["language"]) if line["language"] else None
    status, reason = Outcome(line["status"]), Message.from_json(line["reason"])
    return FileReport(**{**line, "status": status, "language": language, "reason": reason})


def article_line(article: ArticleSummary | Article) -> Line:
    """An article in a list."""
    return {
        "article": article.id,
        "source": article.source,
        "title": article.title,
        "language": article.language,
        "translation_key": article.translation_key,
        "status": article.status,
        "updated": article.updated.isoformat(),
    }


def whole_article_line(article: Article) -> Line:
    """An article with its text."""
    removed = [asdict(block) for block in article.removed]
    return {**article_line(article), "text": article.text, "removed": removed}


def review_line(article: Article) -> Line:
    """What ingest did with an article, for an editor who has it before them."""
    doubtful = [{**asdict(block), "text": article.text[block.start : block.end]} for block in article.doubtful]
    return {
        **whole_article_line(article),
        "doubtful": doubtful,
        "foreign": [asdict(block) for block in article.foreign],
        "details": article.details,
        "question": article.question,
    }


def relation_line(relation: Relation, article: Article, other: Article) -> Line:
    """How an article belongs to one that was there before."""
    return {
        "relation": relation.id,
        "kind": relation.kind,
        "score": round(relation.score, 4),
        "state": relation.state,
        "decided_by": relation.decided_by,
        "article": article.id,
        "language": article.language,
        "title": article.title,
        "of": other.id,
        "of_language": other.language,
        "of_title": other.title,
    }


def related_line(rank: int, related: RelatedArticle) -> Line:
    """An article near to another one."""
    return {
        "rank": rank,
        "score": round(related.score, 4),
        "article": related.article.id,
        "source": related.article.source,
        "title": related.article.title,
        "language": related.article.language,
        "translation_key": related.article.translation_key,
        "variants": _variant_lines(related.variants),
    }


def golden_question_line(kept: KeptQuestion) -> Line:
    """A golden question with the articles that answer it; one counts where at least one of these can be seen."""
    return {
        "golden": kept.id,
        "question": kept.question,
        "language": kept.language,
        "added": kept.added.isoformat(),
        "counts": any(each.is_live for each in kept.answers),
        "answers": [
            {"article": each.article, "translation_key": each.translation_key, "grade": each.grade}
            for each in kept.answers
        ],
    }


def index_line(passages: int, figures: GoldenFigures | None, held: HeldBack | None) -> Line:
    """The index that readers have, its figures on the golden questions, and what is held back from them."""
    golden = figures and {
        "questions": figures.questions,
        "ndcg@10": round(figures.ndcg_at_10, 4),
        "success@3": round(figures.success_at_3, 4),
    }
    told = held and {
        "questions": held.comparison.questions,
        "worse": held.comparison.worse,
        "ndcg@10": round(held.comparison.after, 4),
        "ndcg@10_before": round(held.comparison.before, 4),
        "reason": str(held),
    }
    return {"passages": passages, "golden": golden, "held_back": told}


def search_line(result: SearchResult) -> Line:
    """A question with its cards."""
    return {
        "question": result.question,
        "language": result.language,
        "answered": result.answered,
        "results": [_hit_line(hit) for hit in result.hits],
    }


def _hit_line(hit: Hit) -> Line:
    return {
        "rank": hit.rank,
        "score": round(hit.score, 4),
        "article": hit.article.id,
        "source": hit.article.source,
        "title": hit.article.title,
        "language": hit.article.language,
        "passage": hit.passage,
        "answer": hit.answer,
        "translation_key": hit.article.translation_key,
        "variants": _variant_lines(hit.variants),
    }


def _variant_lines(variants: Iterable[ArticleSummary]) -> list[Line]:
    return [
        {"article": each.id, "source": each.source, "language": each.language, "title": each.title} for each in variants
    ]


def evaluation_lines(evaluation: Evaluation) -> list[Line]:
    """A line for each pair of languages, then one for the whole."""
    pairs = [
        {
            "question_language": pair.question_language,
            "article_language": pair.article_language,
            "questions": pair.questions,
            "ndcg@10": round(pair.ndcg_at_10, 4),
            "success@1": round(pair.success_at_1, 4),
            "success@3": round(pair.success_at_3, 4),
            "lost": round(pair.lost, 4),
        }
        for pair in evaluation.pairs
    ]
    low, high = evaluation.interval or (None, None)
    whole = {
        "ndcg@10": evaluation.ndcg_at_10,
        "ndcg@10_low": low,
        "ndcg@10_high": high,
        "same_language_ndcg@10": evaluation.same_language,
        "across_languages_ndcg@10": evaluation.across_languages,
        "language_ratio": evaluation.language_ratio,
        "success@1": evaluation.success_at_1,
        "success@3": evaluation.success_at_3,
        "lost_across_languages": evaluation.lost_across,
        "answer_sentence": evaluation.answer_right,
        "answered_accuracy": evaluation.answered_right,
        "unanswered_accuracy": evaluation.unanswered_right,
    }
    for language, (answered, unanswered) in evaluation.answered_by_language.items():
        whole |= {f"answered_accuracy_{language}": answered, f"unanswered_accuracy_{language}": unanswered}
    return [*pairs, {name: None if value is None else round(value, 4) for name, value in whole.items()}]
