"""The symbols of keys at the cap heights that test how much detail arrives; see `probes.glyphs`."""

from probes.glyphs.sheet import Sheet

SMALL: dict[int, Sheet] = {
    10: Sheet(
        widths=(7, 9, 7, 8, 9, 7, 10, 8, 8, 8, 9, 9, 12, 8, 7, 7, 7, 7),
        height=10,
        packed=(
            "c-ke*u?m7v6o6qjms_m`LNCzfAc5f<MbeNpcx`G4Tx;kVnu<oF;Y`{b7<dqLsth5oklwDee(?XsmqUP;cWqN<fy>NSMC%Gdj7v`G"
            "W)A)--$xiAFigulC*3j$m5=0|0U^Vp5~SRoR`2Kus(6NnM?nd>k0-f?&YyNEw@J$%SPRW`nve;~W~AfltY526vk!3_XHz1(dMHSu"
            "HA29bg4VJ-x-zwp42A#=nQOT{Tro9~ek|gC9R"
        ),
    ),
    16: Sheet(
        widths=(12, 13, 10, 13, 13, 10, 16, 13, 12, 13, 13, 15, 20, 14, 11, 12, 12, 11),
        height=16,
        packed=(
            "c-lqKu};G<5C&kQ4BmP#Q0&*pVDKx^%@P%f)gfbF0I3fGLs17W(7ZrI!jv&rb*K?mjted7a?5w8|L%ZdF#?iD+fk&7l0;`$HR|k#"
            "N=+l{;lzrRC{V*%tm>$N)e=qG`&b~2)YGSQ?lG*Bg%>K9S~~^Dz#2&%I-|hFMPC}Lge)CERB)<%<WyjtL7o<aFvVO*fgo8)`oyV|"
            "!YofXihM9zn3P%?rEl7X^rXr(_>{%k;*2$8P11j~d){hmq%!Zg%nr4U>Y_Yb|7mID^WDB%X5Z_3r>?p6rsiaxeZAdxqbSzK%>T9W"
            "VG~Fkw<del>yCt_WQ@366wb<9Wl>jO18ZY)ars8?cY1f#z&~tq$34V)IMH@eM03Ns3!4PWIiV@BBC)=m6`=~NHUi*-fB`2hF6t(g"
            "!4F(J6u-Xt2mS"
        ),
    ),
    24: Sheet(
        widths=(18, 20, 15, 19, 20, 15, 24, 19, 18, 19, 20, 23, 31, 21, 16, 18, 17, 16),
        height=24,
        packed=(
            "c-m#tv2NQi5C-5AIA~<IZs9BR0aEj|3d9g;XvnBHXdWdrJaqIUn1P3krs2U1Ea>muIkw|=6!eL@`|oJrM*}2R+g)_YAqHd=2UJ3K"
            "4YJ)#<f4B^wE%jxcC9uARE!Q&rBm_Eskj%Ak2s?80a&SZLv&f~h>7jU&Mywd$-fq2J=?8XFV-WAh1w6c`|8E^V)+XkaAX^7bVclb"
            "8pY0=J=;>dZ!V!P-`P^vo^s1}I@=O*S3P;^4BNhp9odBEOih_+X4HO+VuRROb!S^cpSzLla`&9rjx=l3o+{hQA%yJJ&P=XPs~jrX"
            ")p|%|#Bz>oQP}=Ei9Mg|TeY5TzaC!5WVPHRICQoL%rEt-{gYjx&<+C<KVEHO`*^n8k0;lrdJt<SvHb6Q`}2UufC-aWo5uZnve``5"
            "4k-Uxzr{>uQN<2vezth9!?xHjR_b+IJm@~KwL=ukHQ=`$mK@W44sHd<5o--%-*(9tvZGjcvzo76ffp}U>CJ9p5X+fKg`DGc7CJYz"
            "nKZL@Lm?yb+*-Ast~1tsuszzV<+WuyzuDXF$ey*ImhZvE%I<LU%Q_?7Nwt0e$iQ5z;RX{H)&FoC9N!A}AiJ*Ct#8(*PaB%*JxAXk"
            "%bfHMskJ+`&Am0ny&`fSyg7O|)k+5!+h$MANG^po+gFfXaC7{U@BCLw|Je<n7(=Y|7sW<RL;"
        ),
    ),
    32: Sheet(
        widths=(25, 27, 20, 26, 27, 20, 32, 26, 23, 25, 27, 30, 41, 28, 21, 24, 23, 21),
        height=34,
        packed=(
            "c-ocKJ967F5C-7opg@TuAje3N5pt`f@EFvnP^lyMD1yg@OCKRfr84lOFg!-M`FBCeqDPHgkTQvn1h5a1P4t<+s>g47j4d)b=7|E2"
            "{-sb%1LGHS4xDh}MwYX!hAYK89x=f1iCKn4E(;AO(2Q$hTHu1yzeet*fW9?~firQk{DL6{kL9}1_$btLIt6Y*r<uMsVmyuHrcf(%"
            "I@A43v&=N`G}DvPX~5I!z$qwoLV2NVLCZpqO4~&KR9v-%*VN-b=0m63NhxMhI^~5{*KCQVeRbHb6w?pTfPsb&nS}0|(AsH=yk)`#"
            "CjZdsu70u2a$-a#q=5Y-e(H4JDW+e&Olwpc7aATb8KINVF(%xKGd<MnG(1!<^r?WlUke@O)}K!Aii~Wahzde5Mx|reRe$5M$1u>l"
            "`zEPGO8rcaS*bs+XaH^g)@6r$FxC5+GF?!F8T9s@a;I_I{6=UZTLUO&%$-VDHNK<L5csyQbyAw*pcETKzHIzG2I5s~s!Q9P=~k&1"
            "8a5tuG@NgQrr`tCkuhun2hd(LLV0ML;F0fScvPB)c9q^Lm29d?^F-6edsG={szS?0+9xcz>F<;lx!@M6Z+))*fe*#BYun`8Ov6ln"
            "pDEV*TKxTlI;so342}bJzqDR;!tS}zbmIdGbR_qdK~1$EsiuUho#Le1WIH{M5?5?-r)8ZI$1{}<kdZ`6|Dv<pIHAZUmX@P*m54ou"
            "ZKsJskE?yFoqEt=rY_Se{d?u0MA%$VBNR0;dQ{FOy)3$3ukW<yuy#>YB1yd}#aex)RjKc^!5GkCMSBrb+;`f9;x-zLT^h_*+nUK|"
            "8YR#JXh7GYxNG0dJDuBFrz7trrSOZcQKa%u*CeO0rjh1my3ofp4M}NMI-n0ntQ(cYLgyAf(|B5Fe5WL|*h%WFQ+z%Unfb#p)9|vU"
            "KA)+XB;)Zur705W=PEDM^HnO%0TeMpj)6MqTFXarrtVCGQl~U_ii{6ORDeevko42feVT`&Cq4cLn=1$&"
        ),
    ),
}
