package io.muster.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;

class UserExpressionPropertiesTest {

    private static CamelContext context;

    @BeforeContainer
    static void start() {
        context = new DefaultCamelContext();
        context.start();
    }

    @AfterContainer
    static void stop() {
        context.stop();
    }

    @Property(tries = 300)
    void passesAnyTextOn(@ForAll String text) {
        List<String> result = UserExpression.compile(context, "<${user[sn]}>").evaluate(Lines.entry("sn=" + text));

        assertThat(result).containsExactly("<" + text + ">");
    }

    @Property(tries = 300)
    void callsMethodsOnAnyText(@ForAll String text) {
        List<String> result = UserExpression.compile(context, "<${user[sn].concat('>')}").evaluate(Lines.entry("sn=" + text));

        assertThat(result).containsExactly("<" + text + ">");
    }
}
