"""Which cell stands where, for any number of axes."""

from itertools import product

from tui.sweeps.matrix_plane import Plane


def test_cells_are_numbered_as_their_product() -> None:
    plane = Plane.of((2, 3))
    numbers = [plane.number(row, column) for row in range(plane.height) for column in range(plane.width)]
    assert numbers == [0, 1, 2, 3, 4, 5]
    turned = plane.turned()
    assert (turned.height, turned.width) == (3, 2)
    assert [turned.number(row, 0) for row in range(3)] == [0, 1, 2]
    assert turned.turned() == plane


def test_one_axis_is_a_list() -> None:
    plane = Plane.of((4,))
    assert (plane.height, plane.width, plane.others) == (4, 1, ())
    assert [plane.number(row, 0) for row in range(4)] == [0, 1, 2, 3]
    assert plane.turned() is plane


def test_every_cell_is_in_exactly_one_slice() -> None:
    sizes = (2, 3, 2, 2)
    cells = list(product(*map(range, sizes)))
    plane = Plane.of(sizes)
    seen: list[int] = []
    for _ in range(4):
        seen += [plane.number(row, column) for row in range(2) for column in range(3)]
        plane = plane.step(1)
    assert sorted(seen) == list(range(len(cells)))
    assert plane == Plane.of(sizes), "after the last slice comes the first"
    assert Plane.of(sizes).step(-1).at[2:] == (1, 1)


def test_a_cell_is_found_again_after_turning() -> None:
    plane = Plane.of((2, 3, 4))
    number = plane.step(2).number(1, 2)
    assert plane.place(number) is None, "it is in another slice"
    turned = plane.showing(number).turned()
    place = turned.place(number)
    assert place is not None
    assert turned.number(*place) == number
