"""Clusters and groups follow from the edges, whatever the order in which they came."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from acogida.people.unions import components


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=30))
def test_two_are_together_when_a_path_of_edges_joins_them(edges: list[tuple[int, int]]) -> None:
    found = components(edges, range(13))
    place = {node: index for index, members in enumerate(found) for node in members}
    reach = {node: {node} for node in range(13)}
    for _step in range(13):
        for one, other in edges:
            joined = reach[one] | reach[other]
            for node in joined:
                reach[node] = reach[node] | joined
    assert sorted(place) == list(range(13))
    assert all((place[one] == place[other]) == (other in reach[one]) for one in range(13) for other in range(13))
