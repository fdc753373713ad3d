"""XLM-RoBERTa's tokenizer over the weight file's own pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.embedded.weight_file import Vocabulary

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MASK = "<mask>"


def build_fast_tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """The tokenizer itself, which neither cuts texts off nor fills them up.

    The file's normaliser table is exactly NMT + NFKC (a test compares all its entries), which `tokenizers` has.
    """
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    pieces = list(zip(vocabulary.pieces, vocabulary.scores, strict=True))
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=vocabulary.unk, byte_fallback=False))
    folded = normalizers.Replace(Regex(" {2,}"), " ")
    tokenizer.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), folded])
    metaspace = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), metaspace])
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    bos, eos = vocabulary.pieces[vocabulary.bos], vocabulary.pieces[vocabulary.eos]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=[bos, "$A", eos],
        pair=[bos, "$A", eos, eos, "$B", eos],
        special_tokens=[(bos, vocabulary.bos), (eos, vocabulary.eos)],
    )
    special = [bos, eos, vocabulary.pieces[vocabulary.unk], vocabulary.pieces[vocabulary.pad], MASK]
    tokenizer.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in special])
    return tokenizer
