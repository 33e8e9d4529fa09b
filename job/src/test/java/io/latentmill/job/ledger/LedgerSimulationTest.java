package io.latentmill.job.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.job.ledger.store.ObjectStore;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * The protocol's own code, driven through every interleaving up to a bound. Bounds are chosen to
 * have it all done in seconds.
 */
final class LedgerSimulationTest {
  private static final Predicate<SimRequest> TO_COMMIT = put("manifests/");
  private static final Predicate<SimRequest> TO_SETTLE = put("settled/");
  private static final Predicate<SimRequest> NEVER = request -> false;

  @Test
  void twoRunsOfTwoChunksStoppedAnywhere() {
    SimState start = SimState.start(0, generate("a", 2), generate("b", 2)).withAnyStops();

    assertThat(explore(start, SimState.ANY_STOPS)).isGreaterThan(10_000);
  }

  @Test
  void twoRunsWithAnUnclearAnswer() {
    SimState start = SimState.start(1, generate("a", 1), generate("b", 1)).withAnyStops();

    assertThat(explore(start, SimState.ANY_STOPS)).isGreaterThan(100_000);
  }

  @Test
  void aRetryAndAnotherRunOverACompleteOutputWithAnUnclearAnswer() {
    SimState start =
        SimState.start(1, generate("a", 1), retry("b"), generate("c", 1))
            .after(0, NEVER)
            .withAnyStops();

    assertThat(explore(start, SimState.ANY_STOPS)).isGreaterThan(50_000);
  }

  @Test
  void threeRunsTwoStops() {
    SimState start = SimState.start(0, generate("a", 1), generate("b", 1), retry("c"));

    assertThat(explore(start, 2)).isGreaterThan(50_000);
  }

  @Test
  void twoRunsAndAReaderThreeStops() {
    SimState start =
        SimState.start(0, generate("a", 1), generate("b", 1), SimDriver.of(SimScripts.read()));

    assertThat(explore(start, 3)).isGreaterThan(50_000);
  }

  @Test
  void threeRunsOneAboutToCommitOneAboutToSettleWithAnUnclearAnswerWhileSettling() {
    assertThat(exploreSettling(UnaryOperator.identity())).isGreaterThan(50_000);
  }

  @Test
  void aProtocolWithoutSettlingLosesRows() {
    SimState start = SimState.start(0, generate("a", 1), generate("b", 1)).withAnyStops();
    SimExplorer explorer =
        new SimExplorer(new SimInvariants(SimMistakes::withoutSettling), name -> true);

    assertThatThrownBy(() -> explorer.explore(start, SimState.ANY_STOPS))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("which counts");
  }

  @Test
  void aProtocolWithoutVoidRecordsLosesRows() {
    assertThatThrownBy(() -> exploreSettling(SimMistakes::withoutVoiding))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("which counts");
  }

  @Test
  void aProtocolThatDoesNotReadTheLeaseAgainLosesRows() {
    SimState start =
        SimState.start(
                0,
                generate("a", 1).mistaking(SimMistakes::withoutLookingAtTheLease),
                generate("b", 1))
            .withAnyStops();

    assertThatThrownBy(() -> explore(start, SimState.ANY_STOPS))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("confirmed in epoch 1");
  }

  private static int exploreSettling(UnaryOperator<ObjectStore> mistake) {
    SimState start =
        SimState.start(
                1,
                generate("a", 1).mistaking(mistake),
                generate("b", 1).mistaking(mistake),
                generate("c", 1).mistaking(mistake))
            .after(0, TO_COMMIT)
            .after(1, TO_SETTLE)
            .withAnyStops();
    return new SimExplorer(
            new SimInvariants(SimInvariants.Reader.real()), name -> name.startsWith("settled/"))
        .explore(start, SimState.ANY_STOPS);
  }

  private static int explore(SimState start, int stops) {
    return new SimExplorer(new SimInvariants(SimInvariants.Reader.real()), name -> true)
        .explore(start, stops);
  }

  private static Predicate<SimRequest> put(String prefix) {
    return request ->
        request instanceof SimRequest.PutIfAbsent put && put.name().startsWith(prefix);
  }

  private static SimDriver generate(String holder, int chunks) {
    return SimDriver.of(SimScripts.generate(holder, chunks));
  }

  private static SimDriver retry(String holder) {
    return SimDriver.of(SimScripts.retry(holder));
  }
}
