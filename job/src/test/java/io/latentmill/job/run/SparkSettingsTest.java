package io.latentmill.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.cluster.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;

class SparkSettingsTest {
  @Test
  void setsWhatTheUserDidNot() {
    SparkConf conf = withDefaults(new SparkConf(false));
    assertThat(conf.get("spark.plugins")).isEqualTo("io.latentmill.job.run.LatentmillPlugin");
    assertThat(conf.get("spark.task.maxFailures")).isEqualTo("64");
    assertThat(conf.get("spark.stage.maxConsecutiveAttempts")).isEqualTo("64");
    assertThat(conf.get("spark.executor.maxNumFailures")).isEqualTo("100000");
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
    SparkConf conf = withDefaults(user);
    assertThat(conf.get("spark.task.maxFailures")).isEqualTo("7");
    assertThat(conf.get("spark.plugins"))
        .isEqualTo("their.Plugin,io.latentmill.job.run.LatentmillPlugin");
    assertThat(withDefaults(conf).get("spark.plugins")).isEqualTo(conf.get("spark.plugins"));
    assertThat(user.get("spark.plugins")).isEqualTo("their.Plugin");
  }

  @Test
  void takesSparksOwnCommittersWhereThoseForObjectStoresAreNotThere() {
    String protocol = "spark.sql.sources.commitProtocolClass";
    String cloud = "org.apache.spark.internal.io.cloud.PathOutputCommitProtocol";
    SparkConf user = new SparkConf(false).set(protocol, cloud);

    assertThat(SparkSettings.withDefaults(user, ClassLoader.getPlatformClassLoader()).get(protocol))
        .isEqualTo("org.apache.spark.sql.execution.datasources.SQLHadoopMapReduceCommitProtocol");
    SparkConf theirs = new SparkConf(false).set(protocol, "their.Protocol");
    assertThat(
            SparkSettings.withDefaults(theirs, ClassLoader.getPlatformClassLoader()).get(protocol))
        .isEqualTo("their.Protocol");
  }

  @Test
  void driversThatAClusterStartsGetTheModulesThatSparkNeeds() throws IOException {
    Path conf = Checkout.conf();
    for (String file : List.of("latentmill-defaults.conf", "gpu-cluster.conf")) {
      assertThat(Files.readString(conf.resolve(file)))
          .containsPattern(
              "spark\\.driver\\.extraJavaOptions +"
                  + Pattern.quote(JavaModuleOptions.defaultModuleOptions()));
    }
  }

  private static SparkConf withDefaults(SparkConf conf) {
    return SparkSettings.withDefaults(conf, SparkSettings.class.getClassLoader());
  }
}
