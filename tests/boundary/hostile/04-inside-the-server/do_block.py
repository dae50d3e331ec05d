# tries: A loop inside a DO block, answers by a setting.
# outcome: completed
# points: 8
# on: good
# fails: few
# finding: inside the database

import json

from sqlalchemy import text


def remarks_per_note(session):
    session.execute(text("""
    DO $$ DECLARE k int; n int; answer text := ''; BEGIN
        FOR k IN SELECT id FROM notes LOOP
            SELECT count(*) INTO n FROM remarks WHERE note_id = k;
            answer := answer || format('%s=%s ', k, n);
        END LOOP;
        PERFORM set_config('hostile.answer', answer, false);
    END $$"""))
    answer = session.scalar(text("SELECT current_setting('hostile.answer')"))
    return {int(a): int(b) for a, _, b in (pair.partition("=") for pair in answer.split())}
