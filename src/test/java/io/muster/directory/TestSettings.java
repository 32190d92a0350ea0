package io.muster.directory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Settings for a test: a dialect's presets, and what the test says besides. */
final class TestSettings {

    private final Dialect type;
    private final Dialect.Presets presets;
    private final List<String> urls;
    private String bindDn = Slapd.ADMIN;
    private String password = Slapd.PASSWORD;
    private String baseDn = Slapd.SUFFIX;
    private boolean startTls;
    private Path trustStore;
    private Duration timeout = Duration.ofSeconds(10);
    private String memberOf;
    private DirectorySettings.ChangeAlgorithm change;
    private String status;
    private String groupObjectClass;
    private String member;

    private TestSettings(Dialect type, List<String> urls) {
        this.type = type;
        this.presets = type.presets();
        this.urls = urls;
        this.memberOf = presets.memberOfAttribute();
        this.change = presets.changeAlgorithm();
        this.status = presets.statusAttribute();
        this.groupObjectClass = presets.groupObjectClass();
        this.member = presets.memberAttribute();
    }

    static TestSettings of(Dialect type, String... urls) {
        return new TestSettings(type, List.of(urls));
    }

    TestSettings as(String dn, String secret) {
        bindDn = dn;
        password = secret;
        return this;
    }

    TestSettings base(String dn) {
        baseDn = dn;
        return this;
    }

    TestSettings startTls() {
        startTls = true;
        return this;
    }

    TestSettings trusting(Path store) {
        trustStore = store;
        return this;
    }

    TestSettings timeout(Duration limit) {
        timeout = limit;
        return this;
    }

    TestSettings memberOf(String attribute) {
        memberOf = attribute;
        return this;
    }

    TestSettings groups(String objectClass, String memberAttribute) {
        groupObjectClass = objectClass;
        member = memberAttribute;
        return this;
    }

    TestSettings change(DirectorySettings.ChangeAlgorithm algorithm) {
        change = algorithm;
        return this;
    }

    TestSettings status(String attribute) {
        status = attribute;
        return this;
    }

    DirectorySettings build() {
        return new DirectorySettings(type, urls, bindDn, password, baseDn, startTls, trustStore, timeout, presets.guidAttribute(), presets.guidBinary(),
                presets.userObjectClass(), groupObjectClass, memberOf, member, change, presets.changeAttribute(),
                presets.unmarkedAttributes(), status, presets.statusAlgorithm(), presets.statusFlag(), presets.statusWhenFlag(), presets.statusDefault());
    }

    Directory directory() {
        return new Directory(build());
    }
}
