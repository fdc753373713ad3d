from __future__ import annotations

import numpy as np
import pytest

from ingest.clean.decision import Decision, shipped_decision
from ingest.clean.features import features
from ingest.clean.sight import look

ASKS = "A mentor asks before she tells, and waits. "
PAGE = f"Home | News | About us | Contact\n\nAsk first\n\n{8 * ASKS}\n\nShare this on Facebook"


def test_the_shipped_weights_are_those_of_the_features() -> None:
    assert set(shipped_decision().weights) == set(features(look(PAGE, None)))


def test_each_feature_is_a_number_for_each_block() -> None:
    page = look(PAGE, None)
    for values in features(page).values():
        assert values.shape == (4,)
        assert np.isfinite(values).all()


@pytest.mark.parametrize("text", ["", "Feedback"])
def test_a_page_may_have_no_block_or_one(text: str) -> None:
    page = look(text, None)
    assert Decision(0.5, dict.fromkeys(features(page), 0.0)).log_odds(page).tolist() == [0.5] * len(page)


def test_log_odds_are_the_weighted_sum_of_the_features() -> None:
    page = look(PAGE, None)
    weights = dict.fromkeys(features(page), 0.0) | {"blocks before": 6.0, "made as menu": 10.0}
    assert Decision(1.0, weights).log_odds(page).tolist() == [11.0, 2.0, 3.0, 4.0]
