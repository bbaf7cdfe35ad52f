"""What must reach a member outside a socket: a durable outbox, decided and sent beside the rest.

    an entry, or `telling.tell` in the transaction of what it tells of
      ── marks       3 s later: whose devices have not confirmed it?     (entries)
      ── deciding    still needed? quiet? something newer? then one delivery for each device
      ── parcels     neutral words
      ── sending     encrypted, one at a time for each subscription ── the push service
      ── recording   taken, put off, gone; what is read elsewhere is withdrawn

`post` is the loop around it, `looking` what it does in one transaction, `apart` the same piece by
piece where that fails, `aside` gives up the rows that cannot be read.

An entry is its own row in this outbox: nothing is written for a message beside the message itself.
`noticed` holds how far each stream has been looked at, so that a server that was killed looks at
the rest when it starts. What devices have confirmed is kept in memory alone: after a restart it is
unknown, and somebody may be told of what they have read, never left untold.
"""
