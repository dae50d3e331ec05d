"""All mutations, by the names that authors see."""

from __future__ import annotations

from collections.abc import Mapping

from grader.mutating import columns, conditions, flow, queries, relationships, sessions, texts
from grader.mutating.contract import Mutation

OF_A_COLUMN: Mapping[str, Mutation] = {
    "drop-unique": columns.drop_unique,
    "flip-nullable": columns.flip_nullable,
    "flip-optional": columns.flip_optional,
    "drop-default": columns.drop_default,
}
"""Small mistakes: with each of them every table can be made, and every function be called."""

OF_A_MODEL: Mapping[str, Mutation] = {
    **OF_A_COLUMN,
    "drop-foreign-key": columns.drop_foreign_key,
    "drop-inverse": relationships.drop_inverse,
    "drop-cascade": relationships.drop_cascade,
    "drop-lazy": relationships.drop_lazy,
    "drop-options": relationships.drop_options,
}

MUTATIONS: Mapping[str, Mutation] = {
    **OF_A_MODEL,
    "drop-eager-load": relationships.drop_eager_load,
    "drop-commit": sessions.drop_commit,
    "drop-flush": sessions.drop_flush,
    "drop-rollback": sessions.drop_rollback,
    "drop-close": sessions.drop_close,
    "outer-to-inner": queries.outer_to_inner,
    "inner-to-outer": queries.inner_to_outer,
    "drop-order-by": queries.drop_order_by,
    "reverse-order": queries.reverse_order,
    "limit-off-by-one": queries.limit_off_by_one,
    "drop-distinct": queries.drop_distinct,
    "drop-filter": queries.drop_filter,
    "first-to-one": queries.first_to_one,
    "swap-and-or": conditions.swap_and_or,
    "negate-equality": conditions.negate_equality,
    "move-bound": conditions.move_bound,
    "drop-raise": flow.drop_raise,
    "list-for-dict": flow.list_for_dict,
    "flip-flag": flow.flip_flag,
    "drop-bindparams": texts.drop_bindparams,
    "inline-parameter": texts.inline_parameter,
}
