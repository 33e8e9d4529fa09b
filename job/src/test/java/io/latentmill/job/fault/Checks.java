package io.latentmill.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.ledger.Strays;
import java.util.List;
import java.util.Map;

/** What holds of every output whose run has ended, whatever happened on the way. */
final class Checks {
  private Checks() {}

  /** Every id once, the same files as without a fault, all of them named, nothing left behind. */
  static void assertWhole(Output output, List<String> ids, Map<String, String> faultFree) {
    DataSet found = DataSet.of(output);
    assertThat(found.ids()).isEqualTo(ids);
    assertThat(found.data()).isEqualTo(faultFree);
    assertSound(output, found);
  }

  /** For outputs that have no fault-free counterpart. */
  static void assertSound(Output output, DataSet found) {
    assertThat(found.nameable()).isEqualTo(DataSet.named(output.manifests()));
    assertThat(output.strays()).isEqualTo(new Strays(List.of(), List.of(), List.of()));
    assertThat(output.findings()).isEmpty();
  }
}
