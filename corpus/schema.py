"""The tables. Changes to them go through a new migration under ``corpus/migrations``."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Float,
    ForeignKey,
    FromClause,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

article = Table(
    "article",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", Text, nullable=False),  # what the user handed in: a file's name, an archive's member
    Column("origin", Text, unique=True),  # where it was read, so that a changed file is known again
    Column("language", String(8)),  # unknown in a draft whose language is not one of ours
    Column("translation_key", String(64), nullable=False),
    # No foreign key: article and revision would need each other first. The store writes both in one transaction.
    Column("live_revision_id", Integer),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("deleted_at", DateTime(timezone=True)),
    # Of the bytes, and of what the reader made of them: what is unchanged is known without doing it again.
    Column("file_hash", String(64), index=True),
    Column("document_hash", String(64)),
    Column("is_gone", Boolean, nullable=False, server_default=false()),  # in the bin because its file went away
    Index(
        "uq_article_translation_language",
        "translation_key",
        "language",
        unique=True,
        sqlite_where=text("deleted_at IS NULL"),
    ),
    sqlite_autoincrement=True,  # an id is never given twice
)

revision = Table(
    "revision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", ForeignKey("article.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("words", Integer, nullable=False),
    Column("text_hash", String(64), nullable=False, index=True),
    # What the revision asks for; the article has what counts now, which an editor may have chosen otherwise.
    Column("language", String(8)),
    Column("translation_key", String(64)),
    Column("details", JSON, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("text", Text, nullable=False),  # late: lists of articles need not read past it
    Column("doubtful", JSON, nullable=False, server_default="[]"),  # [start, end, reason]
    Column("foreign", JSON, nullable=False, server_default="[]"),  # [start, end, language code]
    Column("question", Text),  # what keeps it from going live
    Column("saved_by", Text),  # an account's name
    UniqueConstraint("article_id", "number"),
    sqlite_autoincrement=True,
)

removed_block = Table(
    "removed_block",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("revision_id", ForeignKey("revision.id"), nullable=False, index=True),
    Column("start", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

kept_block = Table(  # what an editor has put back is not taken out again
    "kept_block",
    metadata,
    Column("article_id", ForeignKey("article.id"), primary_key=True),
    Column("block_hash", String(16), primary_key=True),
)

seen_block = Table(  # the blocks of every article as it was handed in: those of many are a site's own
    "seen_block",
    metadata,
    Column("block_hash", String(16), primary_key=True),
    Column("article_id", ForeignKey("article.id"), primary_key=True, index=True),
)

sketch = Table(  # the MinHash of an article's newest text
    "sketch",
    metadata,
    Column("article_id", ForeignKey("article.id"), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

sketch_band = Table(  # articles that share a band are candidates for near copies
    "sketch_band",
    metadata,
    Column("band", BigInteger, primary_key=True),
    Column("article_id", ForeignKey("article.id"), primary_key=True, index=True),
)

relation = Table(
    "relation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", ForeignKey("article.id"), nullable=False),  # the one that came later
    Column("other_id", ForeignKey("article.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("score", Float, nullable=False),
    Column("state", String(16), nullable=False),
    Column("decided_by", String(16)),
    Column("replaced_revision_id", Integer),  # what an accepted new version took the place of, to be put back
    Column("created_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("article_id", "other_id", "kind"),
    sqlite_autoincrement=True,
)

alignment = Table(  # of two linked translations; article_id is the smaller id
    "alignment",
    metadata,
    Column("article_id", ForeignKey("article.id"), primary_key=True),
    Column("other_id", ForeignKey("article.id"), primary_key=True, index=True),
    Column("revision_id", Integer, nullable=False),
    Column("other_revision_id", Integer, nullable=False),
    Column("sections", JSON, nullable=False),
)

topic = Table(
    "topic",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("audience", JSON, nullable=False),
    Column("names", JSON, nullable=False),  # by language code
    Column("descriptions", JSON, nullable=False),  # by language code: what the encoder reads
)

article_topic = Table(
    "article_topic",
    metadata,
    Column("article_id", ForeignKey("article.id"), primary_key=True),
    Column("topic_id", ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("score", Float, nullable=False),
    Column("state", String(16), nullable=False),
)

concept = Table(  # of the glossary
    "concept",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("terms", JSON, nullable=False),  # lists, by language code
    Column("stands_for", JSON, nullable=False),  # by language code: what an acronym means
)

passage = Table(
    "passage",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("revision_id", ForeignKey("revision.id"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("heading", Text, nullable=False),
    Column("splitter", String(32), nullable=False),
    UniqueConstraint("revision_id", "ordinal"),
    sqlite_autoincrement=True,
)

vector = Table(
    "vector",
    metadata,
    Column("passage_id", ForeignKey("passage.id", ondelete="CASCADE"), primary_key=True),
    Column("encoder", String(64), primary_key=True),  # the encoder's fingerprint
    Column("value", LargeBinary, nullable=False),  # float16, little endian, unit length
)

kept_sentences = Table(  # of a passage, so that no search has to read them
    "kept_sentences",
    metadata,
    Column("passage_id", ForeignKey("passage.id", ondelete="CASCADE"), primary_key=True),
    Column("encoder", String(64), primary_key=True),  # the encoder's fingerprint
    Column("value", LargeBinary, nullable=False),  # as search.passage_sentences packs them
)

answered_question_vector = Table(  # of a question that an article answers, by its text
    "answered_question_vector",
    metadata,
    Column("question_hash", String(64), primary_key=True),  # SHA-256
    Column("encoder", String(64), primary_key=True),  # the encoder's fingerprint
    Column("value", LargeBinary, nullable=False),  # float16, little endian, unit length
)

golden_question = Table(  # what readers ask, kept by editors to judge every index on
    "golden_question",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("question", Text, nullable=False, unique=True),
    Column("language", String(8)),
    Column("added_at", DateTime(timezone=True), nullable=False),
    sqlite_autoincrement=True,  # figures are kept by the id
)

golden_answer = Table(  # by article: its family may be another one tomorrow
    "golden_answer",
    metadata,
    Column("question_id", ForeignKey("golden_question.id", ondelete="CASCADE"), primary_key=True),
    Column("article_id", ForeignKey("article.id"), primary_key=True, index=True),
    Column("grade", Integer, nullable=False),
)

account = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("password_hash", Text),  # an account that was invited has none yet
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("folded", Text, nullable=False, unique=True),  # the name, whatever its capitals
    Column("languages", JSON, nullable=False, server_default="[]"),  # an editor's; empty for all
    Column("is_disabled", Boolean, nullable=False, server_default=false()),
)

library_state = Table(
    "library_state",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Text, nullable=False),
)

account_session = Table(
    "account_session",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("begun_at", DateTime(timezone=True), nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
)

invitation = Table(  # one-time links; one without an account makes the first administrator
    "invitation",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), index=True),
    Column("expires_at", DateTime(timezone=True), nullable=False),
)

sign_in_attempt = Table(  # failed ones, by the hash of a name or an address
    "sign_in_attempt",
    metadata,
    Column("subject", String(64), primary_key=True),
    Column("attempts", Integer, nullable=False),
    Column("tried_at", DateTime(timezone=True), nullable=False),
)

reader_question = Table(  # what readers ask in the app: nothing tells who has asked
    "reader_question",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("question", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False, index=True),
    Column("answered", Boolean, nullable=False),
    Column("article_id", ForeignKey("article.id")),  # of the first card
    Column("found_in", JSON, nullable=False),  # the languages that its family was there in, as codes
    Column("state", String(16), nullable=False, index=True),
    Column("ticket_hash", String(64), unique=True),  # of a question that was sent to the editors
    Column("details", Text, nullable=False),
    Column("assignee", Text, nullable=False),  # an account's name
    Column("answer_id", ForeignKey("article.id")),
    Column("reason", Text, nullable=False),
    sqlite_autoincrement=True,
)

question_vector = Table(
    "question_vector",
    metadata,
    Column("question_id", ForeignKey("reader_question.id", ondelete="CASCADE"), primary_key=True),
    Column("encoder", String(64), primary_key=True),  # the encoder's fingerprint
    Column("value", LargeBinary, nullable=False),  # float32, little endian, unit length
)

vote = Table(  # on a card; the article's family may be another one tomorrow
    "vote",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", ForeignKey("article.id"), nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("helpful", Boolean, nullable=False),
    Column("word", Text, nullable=False),
    Column("voted_at", DateTime(timezone=True), nullable=False),
    sqlite_autoincrement=True,
)

shown_article = Table(  # on how many cards an article was on a day; for which questions is not kept
    "shown_article",
    metadata,
    Column("article_id", ForeignKey("article.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("count", Integer, nullable=False),
)

job = Table(  # long work that an editor has started
    "job",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("arguments", JSON, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("trouble", Text, nullable=False),
    Column("started_by", Text),  # an account's name
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    sqlite_autoincrement=True,
)

job_report = Table(  # what became of each file
    "job_report",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("job_id", ForeignKey("job.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("line", JSON, nullable=False),
)


def is_live(some: FromClause = article) -> ColumnElement[bool]:
    """Whether readers see the article: one of its revisions is published, and it has not been deleted."""
    return some.c.live_revision_id.is_not(None) & some.c.deleted_at.is_(None)
