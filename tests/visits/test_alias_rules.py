"""Whose a learned code is: two persons establish it, one doubt suspends it, the desk decides."""

from hypothesis import given
from hypothesis import strategies as st

from server.visits.alias_rules import Said, claims, resolved, state_of, states
from server.vocabulary import AliasState, AliasWord

SHOP, OTHER = "海之味", "春和楼"
WANG, LI, ZHANG, MANAGER, DESK = "王建国", "李秀英", "张伟", "赵敏", "司法局"


def named(person: str, enterprise: str = SHOP) -> Said:
    return Said(AliasWord.NAMED, enterprise, person)


def confirmed(person: str, enterprise: str = SHOP, no_inspector: bool = False) -> Said:
    return Said(AliasWord.CONFIRMED, enterprise, person, no_inspector)


def challenged(person: str, enterprise: str = SHOP) -> Said:
    return Said(AliasWord.CHALLENGED, enterprise, person)


def upheld(enterprise: str = SHOP) -> Said:
    return Said(AliasWord.UPHELD, enterprise, DESK, no_inspector=True)


def withdrawn(enterprise: str = SHOP) -> Said:
    return Said(AliasWord.WITHDRAWN, enterprise, DESK, no_inspector=True)


def stand(*said: Said) -> dict[str, AliasState]:
    return states(claims(said))


def test_what_one_person_says_waits_for_a_second():
    assert stand(named(WANG)) == {SHOP: AliasState.NAMED}


def test_two_persons_establish_a_code():
    assert stand(named(WANG), confirmed(LI)) == {SHOP: AliasState.CONFIRMED}


def test_two_who_named_the_same_without_knowing_of_each_other_establish_it_too():
    assert stand(named(WANG), named(LI)) == {SHOP: AliasState.CONFIRMED}


def test_nobody_confirms_his_own_word():
    assert stand(named(WANG), confirmed(WANG), named(WANG)) == {SHOP: AliasState.NAMED}


def test_the_enterprises_manager_confirms_alone():
    assert stand(named(WANG), confirmed(MANAGER, no_inspector=True)) == {SHOP: AliasState.CONFIRMED}


def test_one_doubt_suspends_what_two_established():
    assert stand(named(WANG), confirmed(LI), challenged(ZHANG)) == {SHOP: AliasState.DOUBTFUL}


def test_a_doubt_is_not_outvoted_by_a_third_who_agrees():
    assert stand(named(WANG), challenged(ZHANG), confirmed(LI)) == {SHOP: AliasState.DOUBTFUL}


def test_whoever_doubted_may_be_convinced():
    assert stand(named(WANG), challenged(ZHANG), confirmed(ZHANG)) == {SHOP: AliasState.CONFIRMED}


def test_whoever_named_alone_takes_his_word_back_by_doubting_it():
    found = stand(named(WANG), challenged(WANG))

    assert found == {SHOP: AliasState.WITHDRAWN}
    assert state_of(found) is AliasState.WITHDRAWN


def test_whoever_chose_the_wrong_enterprise_names_the_right_one():
    assert stand(named(WANG, OTHER), named(WANG)) == {OTHER: AliasState.WITHDRAWN, SHOP: AliasState.NAMED}


def test_two_enterprises_for_one_code_are_both_kept_and_neither_stands():
    found = stand(named(WANG), confirmed(LI), named(ZHANG, OTHER))

    assert found == {SHOP: AliasState.DOUBTFUL, OTHER: AliasState.DOUBTFUL}
    assert resolved(found) is None


def test_the_desk_decides_between_two():
    found = stand(named(WANG), named(ZHANG, OTHER), upheld(OTHER))

    assert found == {SHOP: AliasState.WITHDRAWN, OTHER: AliasState.CONFIRMED}
    assert resolved(found) == OTHER


def test_a_doubt_after_the_decision_suspends_again():
    assert stand(named(WANG), upheld(), challenged(ZHANG)) == {SHOP: AliasState.DOUBTFUL}


def test_what_the_desk_withdrew_is_not_brought_back_by_two_inspectors():
    assert stand(named(WANG), withdrawn(), named(LI), confirmed(ZHANG)) == {SHOP: AliasState.WITHDRAWN}


def test_the_desk_may_bring_back_what_it_withdrew():
    assert stand(named(WANG), withdrawn(), upheld()) == {SHOP: AliasState.CONFIRMED}


SAID = st.lists(
    st.builds(
        Said, st.sampled_from(AliasWord), st.sampled_from([SHOP, OTHER]), st.sampled_from([WANG, LI, ZHANG, MANAGER])
    ),
    max_size=12,
)


@given(SAID)
def test_never_do_two_enterprises_stand_and_never_does_one_person_establish(said: list[Said]):
    found = states(claims(said))

    assert list(found.values()).count(AliasState.CONFIRMED) <= 1
    decided = any(each.word is AliasWord.UPHELD for each in said)
    if len({each.person for each in said}) < 2 and not decided:
        assert resolved(found) is None


@given(SAID, st.sampled_from([SHOP, OTHER]))
def test_a_fresh_doubt_always_suspends(said: list[Said], enterprise: str):
    assert resolved(states(claims([*said, Said(AliasWord.CHALLENGED, enterprise, "新来的")]))) != enterprise
