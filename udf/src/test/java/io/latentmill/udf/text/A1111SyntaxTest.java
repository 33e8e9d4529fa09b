package io.latentmill.udf.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.udf.request.LatentmillException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights as stable-diffusion-webui's documentation and parser give them. */
class A1111SyntaxTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "normal text                | normal text@1.0000",
        "an (important) word        | an@1.0000 important@1.1000 word@1.0000",
        "(unbalanced                | unbalanced@1.1000",
        "[unbalanced                | unbalanced@0.9091",
        "\\(literal\\] \\\\ \\a     | (literal] \\ a@1.0000",
        "(unnecessary)(parens)      | unnecessaryparens@1.1000",
        "(x:1.2) (y: 0.5 ) (z:-1)   | x@1.2000 y@0.5000 z@-1.0000",
        "[[low]] ((high))           | low@0.8264 high@1.2100",
        "time 12:30) and a]         | time 12:30) and a]@1.0000",
        "(crossed [ranges) here]    | crossed@1.1000 ranges@1.0000 here@0.9091",
        "one BREAK two BREAK        | one@1.0000 BREAK two@1.0000 BREAK",
        "(one BREAK two:2) BREAKING | one@2.0000 BREAK two@2.0000 BREAKING@1.0000"
      })
  void weightsAreRead(String prompt, String expected) {
    assertThat(PromptParts.show(A1111Syntax.parse(prompt))).isEqualTo(expected);
  }

  @Test
  void theManualsLongExampleIsRead() {
    assertThat(
            PromptParts.show(
                A1111Syntax.parse("a (((house:1.3)) [on] a (hill:0.5), sun, (((sky))).")))
        .isEqualTo(
            "a@1.0000 house@1.5730 on@1.0000 a@1.1000 hill@0.5500 , sun,@1.1000 sky@1.4641"
                + " .@1.1000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "a [cat:dog:0.5]           ! :0.5]",
        "a [cat|dog]               ! [cat|",
        "a cat AND a dog           ! AND"
      })
  void whatIsNotSupportedIsRefused(String prompt, String named) {
    assertThatThrownBy(() -> A1111Syntax.parse(prompt))
        .isInstanceOf(LatentmillException.class)
        .hasMessage("prompt_syntax a1111: \"" + named + "\" is not supported");
  }

  @Test
  void aLoraInThePromptBelongsInItsColumn() {
    assertThatThrownBy(() -> A1111Syntax.parse("a cat <lora:style:0.8>, sharp"))
        .hasMessage(
            "prompt_syntax a1111: \"<lora:style:0.8>\" is not supported; name the file in the column"
                + " loras: struct(path, scale)");
  }

  @Test
  void weightsMustBeNumbers() {
    assertThatThrownBy(() -> A1111Syntax.parse("(a:1.2.3)"))
        .hasMessage("prompt_syntax a1111: weight \"1.2.3\" is no number");
    assertThatThrownBy(() -> A1111Syntax.parse("(".repeat(2000) + "a"))
        .hasMessageStartingWith("the prompt's weights multiply to 6.1");
  }

  @Test
  void hugePromptsAreReadInOnePass() {
    for (String unit : List.of("(a", "(a)b", "[", "a:", ":", "[|", "\\", "BREAK ", "(a:0.9")) {
      String prompt = unit.repeat(100_000 / unit.length());
      try {
        A1111Syntax.parse(prompt);
      } catch (LatentmillException e) {
        assertThat(unit).isIn("(a", "[|", "(a:0.9");
      }
    }
  }
}
