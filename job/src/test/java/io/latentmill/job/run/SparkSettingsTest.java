package io.latentmill.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class SparkSettingsTest {
  @Test
  void setsWhatTheUserDidNot() {
    SparkConf conf = SparkSettings.withDefaults(new SparkConf(false));
    assertThat(conf.get("spark.plugins")).isEqualTo("io.latentmill.job.run.LatentmillPlugin");
    assertThat(conf.get("spark.task.maxFailures")).isEqualTo("64");
    assertThat(conf.get("spark.stage.maxConsecutiveAttempts")).isEqualTo("64");
    assertThat(conf.get("spark.executor.maxNumFailures")).isEqualTo("1000");
    assertThat(conf.get("spark.serializer.objectStreamReset")).isEqualTo("10");
    assertThat(conf.get("spark.excludeOnFailure.enabled")).isEqualTo("false");
    assertThat(conf.get("spark.speculation")).isEqualTo("false");
    assertThat(conf.get("spark.task.reaper.enabled")).isEqualTo("true");
    assertThat(conf.get("spark.task.reaper.killTimeout")).isEqualTo("120s");
  }

  @Test
  void leavesWhatTheUserSetAndStandsBesideOtherPlugins() {
    SparkConf user =
        new SparkConf(false)
            .set("spark.task.maxFailures", "7")
            .set("spark.plugins", "their.Plugin");
    SparkConf conf = SparkSettings.withDefaults(user);
    assertThat(conf.get("spark.task.maxFailures")).isEqualTo("7");
    assertThat(conf.get("spark.plugins"))
        .isEqualTo("their.Plugin,io.latentmill.job.run.LatentmillPlugin");
    assertThat(SparkSettings.withDefaults(conf).get("spark.plugins"))
        .isEqualTo(conf.get("spark.plugins"));
    assertThat(user.get("spark.plugins")).isEqualTo("their.Plugin");
  }
}
