"""`acogida clock …`, `acogida pack …` and `acogida requirements matrix`."""

from __future__ import annotations

from acogida.law.commands.base import Command, language_argument
from acogida.law.commands.clocks import explain_arguments, pack_and_language, run_clock_explain, run_clock_list
from acogida.law.commands.packs import (
    check_arguments,
    compare_arguments,
    diagram_arguments,
    new_arguments,
    run_pack_check,
    run_pack_compare,
    run_pack_diagram,
    run_pack_list,
    run_pack_new,
)
from acogida.law.commands.requirements import matrix_arguments, run_matrix

COMMANDS = {
    ("clock", "explain"): Command(explain_arguments, run_clock_explain, "Explain every day of a legal term"),
    ("clock", "list"): Command(pack_and_language, run_clock_list, "List the clocks of a pack"),
    ("pack", "check"): Command(check_arguments, run_pack_check, "Check a pack, with messages a lawyer can act on"),
    ("pack", "list"): Command(language_argument, run_pack_list, "List the installed packs"),
    ("pack", "diagram"): Command(diagram_arguments, run_pack_diagram, "Draw the procedure of a pack"),
    ("pack", "compare"): Command(compare_arguments, run_pack_compare, "Say in plain language what differs in a pack"),
    ("pack", "new"): Command(new_arguments, run_pack_new, "Start a pack: a folder that passes the check"),
    ("requirements", "matrix"): Command(matrix_arguments, run_matrix, "Which paper needs what, in one table"),
}
