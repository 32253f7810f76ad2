// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Agent.Apps;
using Xunit;

namespace Seamless.Tests.Anywhere.Apps;

public sealed class MessageLocaleTests
{
    [Theory]
    [InlineData("LANG=sr_RS.UTF-8@latin", "sr_RS@latin sr_RS sr@latin sr")]
    [InlineData("LANG=de_AT.UTF-8", "de_AT de")]
    [InlineData("LANG=de@euro", "de@euro de")]
    [InlineData("LANG=eo", "eo")]
    [InlineData("LANG=C.UTF-8", "")]
    [InlineData("", "")]
    [InlineData("LANG=de_DE LC_MESSAGES=fr_FR", "fr_FR fr")]
    [InlineData("LANG=de_DE LC_MESSAGES=fr_FR LC_ALL=it_IT.UTF-8", "it_IT it")]
    [InlineData("LANG=de_DE LC_ALL=", "de_DE de")]
    [InlineData("LANG=de_DE LANGUAGE=pt_BR:pt", "pt_BR pt de_DE de")]
    [InlineData("LANG=de_DE.UTF-8 LANGUAGE=de:en", "de en de_DE")]
    [InlineData("LANG=C LANGUAGE=pt_BR", "")]
    [InlineData("LANG=POSIX", "")]
    public void The_users_languages_are_tried_in_the_order_of_the_specification(string variables, string spellings) =>
        Assert.Equal(spellings, string.Join(' ', MessageLocale.From(Variables.Of(variables)).Spellings));

    [Theory]
    [InlineData("sr_RS@latin", 0)]
    [InlineData("sr_RS.ISO-8859-2@latin", 0)]
    [InlineData("sr_RS", 1)]
    [InlineData("sr_RS.UTF-8", 1)]
    [InlineData("sr@latin", 2)]
    [InlineData("sr", 3)]
    [InlineData("sr_RS@cyrillic", -1)]
    [InlineData("SR", -1)]
    [InlineData("s", -1)]
    [InlineData("", -1)]
    [InlineData(".", -1)]
    [InlineData("@latin", -1)]
    public void The_encoding_of_a_key_takes_no_part(string keyLocale, int rank) =>
        Assert.Equal(rank, MessageLocale.From(Variables.Of("LANG=sr_RS.UTF-8@latin")).Rank(Encoding.ASCII.GetBytes(keyLocale)));

    [Fact]
    public void A_list_of_a_hundred_languages_is_cut_at_the_limit() =>
        Assert.Equal(AppsLimits.Languages, MessageLocale.From(Variables.Of("LANG=de LANGUAGE=" + string.Join(':', Enumerable.Range(0, 100).Select(i => $"x{i}")))).Spellings.Count);
}
