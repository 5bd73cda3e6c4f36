// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Demangled names: those of a whole library as c++filt has them, those of other languages, and such
 * as nobody's compiler makes.
 */
#include <stdint.h>

#include "fixture.h"
#include "symbol/demangle.h"
#include "random.h"
#include "unit.h"

static bool check(const char *mangled, const char *expected)
{
	struct strbuf name = { 0 };
	bool is_ok;

	strbuf_add(&name, "before ");
	is_ok = demangle(mangled, &name);
	CHECK(!strncmp(name.text, "before ", 7));
	CHECK_STR(name.text + 7, expected);
	free(name.text);
	return is_ok;
}

static void languages(void)
{
	CHECK(check("_ZN2ns1fEi", "ns::f(int)"));
	CHECK(check("_Z1fIiEvT_", "f<int>(int)"));
	CHECK(check("_ZNSt6vectorIiSaIiEE9push_backERKi",
		    "std::vector<int, std::allocator<int> >::push_back(int const&)"));
	CHECK(check("_ZN12_GLOBAL__N_11fEv", "(anonymous namespace)::f()"));
	CHECK(check("_ZZ4mainENKUliE_clEi", "main::{lambda(int)#1}::operator()(int) const"));
	CHECK(check("_ZN3FooC4Ev", "Foo::Foo()"));
	CHECK(check("_Z1fv.isra.0", "f() [clone .isra.0]"));
	/* Rust, as before and since its own mangling. */
	CHECK(check("_ZN4core3ptr13drop_in_place17h0123456789abcdefE",
		    "core::ptr::drop_in_place"));
	CHECK(check("_ZN54_$LT$alloc..vec..Vec$LT$T$GT$$u20$as$u20$my..Trait$GT$3run17h0123456789abcdefE",
		    "<alloc::vec::Vec<T> as my::Trait>::run"));
	CHECK(check("_RNvC6_123foo3bar", "123foo::bar"));
	CHECK(check("_RNvMs_NtCs123_3foo3barNtB4_3Baz3run", "<foo::bar::Baz>::run"));
	CHECK(check("_D3foo3barFiZv", "foo.bar(int)"));
}

static void no_mangled_names(void)
{
	static const char *const names[] = {
		"", "_", "main", "_Z", "_R", "_D", "_ZZZZ", "_Zebra", "_DYNAMIC", "_Rb_tree",
		"__Z1fv", "_init", "Z1fv", "_ZN", "_ZN3foo", "_D3",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		CHECK(!check(names[i], ""));
}

/*
 * "f(a<int, int>, a<a<int, int>, a<int, int> >, ...)": each of @depth types is twice the one
 * before.
 */
static void nested_types(struct strbuf *name, unsigned int depth)
{
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

	strbuf_add(name, "_Z1f1aIiiE");
	for (unsigned int i = 0; i < depth; i++)
		strbuf_addf(name, "S_IS%c_S%c_E", digits[i], digits[i]);
}

/* As long as all memory, for all that they are short. */
static void growing_names(void)
{
	struct strbuf name = { 0 }, out = { 0 };
	size_t longest = 0;

	for (unsigned int depth = 1; depth < 36; depth++) {
		if (name.text)
			strbuf_truncate(&name, 0);
		if (out.text)
			strbuf_truncate(&out, 0);
		nested_types(&name, depth);
		if (demangle(name.text, &out)) {
			CHECK_EQ(strlen(out.text), out.len);
			longest = out.len > longest ? out.len : longest;
		}
		CHECK(out.len <= DEMANGLED_MAX);
	}
	CHECK(longest > DEMANGLED_MAX / 8);
	free(name.text);
	free(out.text);
}

/* The demanglers call themselves for what is nested. */
static void deep_names(void)
{
	static const char *const parts[] = {
		"P", "N1a", "IS_", "K", "RN", "FvP", "A1_", "DpT_", "Q",
	};
	struct strbuf name = { 0 }, out = { 0 };

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		for (unsigned int start = 0; start < 3; start++) {
			static const char *const starts[] = { "_Z1f", "_R", "_D1f" };

			if (name.text)
				strbuf_truncate(&name, 0);
			strbuf_add(&name, starts[start]);
			while (name.len < 60000)
				strbuf_add(&name, parts[i]);
			strbuf_add(&name, "i");
			if (out.text)
				strbuf_truncate(&out, 0);
			demangle(name.text, &out);
			CHECK(out.len <= DEMANGLED_MAX);
		}
	}
	free(name.text);
	free(out.text);
}

static uint32_t seed = RANDOM_SEED;

static void random_names(void)
{
	static const char letters[] = "NESTIKPRLXCDQBZabcijvwxyz0123456789_.$FvpOcvcl";
	static const char *const starts[] = { "_Z", "_ZN", "_R", "_RNv", "_D3foo", "_ZN3foo" };
	struct strbuf out = { 0 };
	unsigned int readable = 0;

	for (unsigned int i = 0; i < 100000; i++) {
		char name[64];
		size_t len = snprintf(name, sizeof(name), "%s", starts[next_random(&seed) % 6]);
		size_t end = len + next_random(&seed) % 40;

		while (len < end)
			name[len++] = letters[next_random(&seed) % (sizeof(letters) - 1)];
		name[len] = '\0';
		if (out.text)
			strbuf_truncate(&out, 0);
		readable += demangle(name, &out);
	}
	printf("# %u of 100000 random names mean something\n", readable);
	CHECK(readable > 100);
	free(out.text);
}

/* Without the type of the result, which c++filt puts before templates. */
static bool is_same(const char *ours, const char *theirs)
{
	size_t n = strlen(ours), m = strlen(theirs);

	return n <= m && !strcmp(ours, theirs + m - n) && (n == m || theirs[m - n - 1] == ' ');
}

static void like_cxxfilt(void)
{
	char mangled[4096], theirs[65536];
	struct strbuf ours = { 0 };
	size_t all = 0, same = 0;
	FILE *names, *filtered;

	if (!fixture_run("command -v c++filt nm >/dev/null") ||
	    !fixture_run("nm -D --defined-only \"$(c++ -print-file-name=libstdc++.so)\" | "
			 "sed -n 's/.* [TWV] \\(_Z[^@]*\\).*/\\1/p' | sort -u >names") ||
	    !fixture_run("c++filt -i <names >filtered")) {
		printf("# no c++filt here to compare with\n");
		return;
	}
	names = fopen(fixture_path("names"), "r");
	filtered = fopen(fixture_path("filtered"), "r");
	while (fgets(mangled, sizeof(mangled), names) && fgets(theirs, sizeof(theirs), filtered)) {
		mangled[strcspn(mangled, "\n")] = '\0';
		theirs[strcspn(theirs, "\n")] = '\0';
		if (ours.text)
			strbuf_truncate(&ours, 0);
		if (!demangle(mangled, &ours))
			strbuf_add(&ours, mangled);
		all++;
		same += is_same(ours.text, theirs);
		if (!is_same(ours.text, theirs) && all - same <= 3)
			printf("# %s\n#  we: %s\n#  c++filt: %s\n", mangled, ours.text, theirs);
	}
	printf("# %zu of %zu names of libstdc++ as c++filt has them\n", same, all);
	CHECK(all > 1000);
	CHECK_EQ(same, all);
	fclose(names);
	fclose(filtered);
	free(ours.text);
}

int main(void)
{
	if (!demangle_library()) {
		printf("1..0 # SKIP built without libiberty\n");
		return 0;
	}
	fixture_begin();
	RUN(languages);
	RUN(no_mangled_names);
	RUN(growing_names);
	RUN(deep_names);
	RUN(random_names);
	RUN(like_cxxfilt);
	fixture_end();
	return unit_done();
}
