from research.ground.terms import Unit
from research.tables.formats import written


def test_a_loss_is_printed_with_a_minus_sign():
    assert written(-0.0415, Unit.SIGNED_SHARE) == "−4.2%"
