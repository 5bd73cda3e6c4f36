// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is left out of names, and how long they may get.
 */
#include <stdlib.h>

#include "profile/shorten.h"
#include "profile/style.h"
#include "symbol/demangle.h"
#include "unit.h"

static void check_templates(const char *name, const char *expected)
{
	struct strbuf shown = { 0 };

	shorten_templates(name, &shown);
	CHECK_STR(shown.text, expected);
	free(shown.text);
}

static void templates(void)
{
	check_templates("main", "main");
	check_templates("std::vector<int, std::allocator<int> >::push_back(int const&)",
			"std::vector<>::push_back(int const&)");
	check_templates("f<int>(std::map<int, std::pair<int, int>>, x<y>*)",
			"f<>(std::map<>, x<>*)");
	check_templates("(anonymous namespace)::g<(anonymous namespace)::h>()",
			"(anonymous namespace)::g<>()");
	check_templates("main::{lambda(std::vector<int>)#1}::operator()<int>(int) const",
			"main::{lambda(std::vector<>)#1}::operator()<>(int) const");
	check_templates("f[abi:cxx11]<int>()", "f[abi:cxx11]<>()");
	/* Operators in what is left out. */
	check_templates("a<(1>2), b>::c()", "a<>::c()");
	check_templates("a<&x::operator->>::b()", "a<>::b()");
	check_templates("a<&(operator< <int>)>::b()", "a<>::b()");
	check_templates("a<dyn Fn(u8) -> u8>::b", "a<>::b");
	check_templates("a<fn(<b as c>::d) -> e>::f", "a<>::f");
}

static void operators(void)
{
	static const char *const same[] = {
		"a::operator<(a const&)", "a::operator<<(int)", "a::operator<=(a)",
		"operator<=>(a, b)",
		"a::operator->() const", "a::operator->*(b)", "a::operator>(a)",
		"a::operator>>(int)",
		"a::operator>=(a)", "a::operator>>=(int)", "a::operator<<=(int)", "operator,(a, b)",
		"a::operator()(int)", "a::operator[](int)", "a::operator new[](unsigned long)",
		"a::operator bool() const",
	};

	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
		check_templates(same[i], same[i]);
	check_templates("operator< <int>(a<int>)", "operator< <>(a<>)");
	check_templates("std::operator<< <char>(std::ostream&)",
			"std::operator<< <>(std::ostream&)");
	check_templates("a<b>::operator-><c>()", "a<>::operator-><>()");
	check_templates("operator+<int>(a<int>)", "operator+<>(a<>)");
	check_templates("a::operator std::vector<int>()", "a::operator std::vector<>()");
	check_templates("my_operator<int>()", "my_operator<>()");
	check_templates("operators<int>()", "operators<>()");
}

static void types_that_stay(void)
{
	check_templates("<alloc::vec::Vec<T> as core::iter::From<U>>::from",
			"<alloc::vec::Vec<> as core::iter::From<>>::from");
	check_templates("<&mut [T] as a::B<C>>::d::<e>", "<&mut [T] as a::B<>>::d::<>");
	check_templates("f(<a as b>::c<d>)", "f(<a as b>::c<>)");
	check_templates("main()::<lambda(int)>::f<g>()", "main()::<lambda(int)>::f<>()");
	/* Not closed: no template's. */
	check_templates("a<b", "a<b");
	check_templates("a<(b>", "a<(b>");
	check_templates("a>b", "a>b");
	check_templates("<", "<");
	check_templates("operator", "operator");
	check_templates("operator<", "operator<");
}

static void check_clones(const char *name, size_t expected)
{
	if (shorten_clones(name) != expected)
		printf("# %s\n", name);
	CHECK_EQ(shorten_clones(name), expected);
}

static void clones(void)
{
	check_clones("foo", 3);
	check_clones("foo.isra.0", 3);
	check_clones("foo.part.3", 3);
	check_clones("foo.constprop.1", 3);
	check_clones("foo.cold", 3);
	check_clones("foo.cold.12", 3);
	check_clones("foo.llvm.1234567890123456789", 3);
	check_clones("foo.lto_priv.0", 3);
	check_clones("foo.localalias", 3);
	check_clones("foo.__uniq.1234", 3);
	check_clones("foo.isra.0.cold", 3);
	check_clones("foo.part.0.constprop.1.isra.2", 3);
	/* Functions of their own, and variants that programmers asked for. */
	check_clones("foo._omp_fn.0", 13);
	check_clones("foo.avx2", 8);
	check_clones("foo.1234", 8);
	check_clones("foo.avx2.cold", 8);
	check_clones("foo.isra.x", 10);
	check_clones("main.main.func1", 15);
	check_clones("", 0);
	check_clones(".cold", 5);
	check_clones(".isra.0", 7);
	check_clones("a..cold", 2);
}

static void check_style(const struct frame_style *style, const char *name, const char *expected)
{
	struct strbuf shown = { 0 };

	style_name(style, name, &shown);
	CHECK_STR(shown.text, expected);
	free(shown.text);
}

static void styles(void)
{
	static const char push_back[] = "_ZNSt6vectorIiSaIiEE9push_backERKi";

	if (!demangle_library()) {
		printf("# built without libiberty\n");
		return;
	}
	check_style(&(struct frame_style){ 0 }, push_back,
		    "std::vector<int, std::allocator<int> >::push_back(int const&)");
	check_style(&(struct frame_style){ .mangled = true }, push_back, push_back);
	check_style(&(struct frame_style){ .short_templates = true }, push_back,
		    "std::vector<>::push_back(int const&)");
	check_style(&(struct frame_style){ 0 }, "_Z1fv.isra.0", "f() [clone .isra.0]");
	check_style(&(struct frame_style){ .merge_clones = true }, "_Z1fv.isra.0.cold", "f()");
	check_style(&(struct frame_style){ .merge_clones = true, .mangled = true },
		    "_Z1fv.isra.0", "_Z1fv");
	check_style(&(struct frame_style){ .merge_clones = true }, "do_idle.part.0", "do_idle");
	check_style(&(struct frame_style){ 0 }, "do_idle.part.0", "do_idle.part.0");
	check_style(&(struct frame_style){ 0 }, "_Z1fv@plt", "f()@plt");
	check_style(&(struct frame_style){ 0 }, "@plt", "@plt");
}

static void lines(void)
{
	struct strbuf shown = { 0 };

	style_line(&(struct source_frame){ "f", "file.c", 12 }, &shown);
	CHECK_STR(shown.text, " (file.c:12)");
	strbuf_truncate(&shown, 0);
	style_line(&(struct source_frame){ "f", "file.c", 0 }, &shown);
	style_line(&(struct source_frame){ "f", NULL, 12 }, &shown);
	CHECK_STR(shown.text, "");
	free(shown.text);
}

/*
 * A type that is doubled ten times over: a name of that length is of no use, the mangled one is of
 * some.
 */
static void long_names(void)
{
	static const char doubled[] = "_Z1f1aIiiES_IS0_S0_ES_IS1_S1_ES_IS2_S2_ES_IS3_S3_ES_IS4_S4_E"
		"S_IS5_S5_ES_IS6_S6_ES_IS7_S7_ES_IS8_S8_ES_IS9_S9_E";
	const struct frame_style plain = { 0 };
	struct strbuf shown = { 0 };
	char name[SHOWN_NAME_MAX + 100];

	check_style(&plain, doubled, doubled);
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	style_name(&plain, name, &shown);
	CHECK_EQ(shown.len, SHOWN_NAME_MAX);
	CHECK_STR(shown.text + SHOWN_NAME_MAX - 6, "xxx...");
	free(shown.text);
}

int main(void)
{
	RUN(templates);
	RUN(operators);
	RUN(types_that_stay);
	RUN(clones);
	RUN(styles);
	RUN(lines);
	RUN(long_names);
	return unit_done();
}
