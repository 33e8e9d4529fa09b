package io.latentmill.job.ledger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All answers that a driver has got so far. One object per past; compared by identity. */
final class SimPast {
  private final SimDriver driver;
  private final Optional<SimPast> before;
  private final Object answer;
  private final Map<Object, SimPast> after = new HashMap<>();
  private final SimRequest next;

  private SimPast(SimDriver driver, Optional<SimPast> before, Object answer) {
    this.driver = driver;
    this.before = before;
    this.answer = answer;
    this.next = driver.next(answers());
  }

  static SimPast start(SimDriver driver) {
    return new SimPast(driver, Optional.empty(), "");
  }

  SimPast then(Object nextAnswer) {
    return after.computeIfAbsent(
        nextAnswer, key -> driver.atMilestone(new SimPast(driver, Optional.of(this), key)));
  }

  /** What the driver waits for. */
  SimRequest next() {
    return next;
  }

  boolean hasEnded() {
    return next instanceof SimRequest.End;
  }

  private List<Object> answers() {
    List<Object> answers = new ArrayList<>();
    SimPast at = this;
    while (at.before.isPresent()) {
      answers.add(at.answer);
      at = at.before.get();
    }
    Collections.reverse(answers);
    return answers;
  }
}
