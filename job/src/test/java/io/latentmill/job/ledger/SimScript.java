package io.latentmill.job.ledger;

import java.io.IOException;

/** What a simulated driver does; a function of the answers it gets, with no state of its own. */
@FunctionalInterface
interface SimScript {
  void run(SimOutside outside, LedgerPlace place) throws IOException;
}
