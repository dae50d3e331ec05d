"""create users

Revision ID: 3f2a1c9d0b7e
Revises:
"""
from alembic import op
import sqlalchemy as sa

revision = "3f2a1c9d0b7e"
down_revision = None


def upgrade() -> None:
    op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String(50)))


def downgrade() -> None:
    op.drop_table("users")
