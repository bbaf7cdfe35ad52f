"""What members do: one module for each area, and what follows from it, the clock's part included.

Each command first answers everything that the input can get wrong, then writes. A module with
`ROWS` holds commands, one with `TIMERS` what the clock does; the others are what these share.

- the network: `founding` it, `coming_in` by an invitation or link, `going` for good, `members` and
  `devices` (one's own), `standing` (stage, duties), `blocking`, `showing` a card where it is seen
- a house: `houses` (commands), `parting` from one; `crisis` (commands), `crisis_card`
- into houses and rooms, for whatever reason: `entering`; out, with what one held there: `leaving`
- rooms: `rooms`, `opening` and `closing` one, `messages`, `files`, `reading` (how far, mutes),
  `erasing`, `retaining` (for how long)
- being home: `light` (commands), `leasing` (what becomes of a claim), `lighting` (telling it);
  `shifts`, `shift_effects`; `reach` (is who has a shift reached?); `quiet`; `push`
- a call: `asks` (commands), `ask_effects`
- `together`, which joins: `activities`, `picturing` and `importing` make them; `planning`,
  `changing`, `answering`, `queue`, `series_room`, `leading`, `missing`, `turns` and `forgetting`
  (the clock); `company`, `company_telling`; `calendars`
- for all: `row`, `telling`, `housekeeping`, `clock_jumps`
"""
